/** What is done in a space is done behind the lock of its stream, by somebody who lives there and may. */
import { fail, type PermissionName } from '@parley/protocol'
import type { LockedStream, LockedStreams, Transaction } from '@parley/service-kit'
import { checkPermission, mayIn, type Rights } from './space-rights.ts'
import { livesIn, readRights } from './store/spaces.ts'

interface Lock {
  /** What the caller needs in the space as a whole. */
  readonly may?: PermissionName
  /** Whom it is about, besides the caller. */
  readonly about?: readonly string[]
  /** The own streams of these people are told of it. */
  readonly tells?: readonly string[]
  /** Other streams that are told of it. */
  readonly also?: readonly string[]
  /** What there is not for whoever does not live there. */
  readonly orElse?: 'SPACE_NOT_FOUND' | 'ROOM_NOT_FOUND'
  /** It changes who sees what: whoever says something in the space comes before it, or knows of it. */
  readonly rules?: true
}

export interface LockedSpace {
  readonly stream: LockedStream<'chat/space'>
  readonly streams: LockedStreams
  /** The caller's. */
  readonly rights: Rights
  /** What they may do in the space as a whole. */
  readonly may: bigint
  /** Of those whom it is about, as far as they live there. */
  readonly others: ReadonlyMap<string, Rights>
}

/** Fails unless the caller lives there: a stranger is turned away before anybody has to wait for them, and once more behind the lock. */
export const lockSpace = async (
  tx: Transaction,
  space: string,
  caller: string,
  { may: needed, about = [], tells = [], also = [], orElse = 'SPACE_NOT_FOUND', rules }: Lock = {},
): Promise<LockedSpace> => {
  if (!(await livesIn(tx, space, caller))) fail(orElse)
  if (tells.length > 0) await tx.ensureStreams('chat/user', tells)
  const streams = rules ? await tx.lockRuled(space, [...tells, ...also]) : await tx.lock([space, ...tells, ...also])
  const stream = streams.find('chat/space', space) ?? fail(orElse)
  const others = await readRights(tx, space, [caller, ...about])
  const rights = others.get(caller) ?? fail(orElse)
  const may = mayIn(rights)
  if (needed) checkPermission(may, needed)
  return { stream, streams, rights, may, others }
}

/** What its owner does, and nobody else. */
export const lockOwnSpace = async (
  tx: Transaction,
  space: string,
  caller: string,
  lock?: Lock,
): Promise<LockedSpace> => {
  const locked = await lockSpace(tx, space, caller, lock)
  if (locked.rights.owner !== caller) fail('NOT_ALLOWED')
  if (locked.rights.unguarded) fail('FACTOR_MISSING')
  return locked
}
