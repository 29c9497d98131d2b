/** Coming into a space and going out of it: in the space's stream, in the person's own stream, and in the table. */
import { type EventBody, fail } from '@parley/protocol'
import { type LockedStream, type LockedStreams, type Placed, streamName, type Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { revokeInvitations } from './store/invitations.ts'
import type { Person } from './store/people.ts'
import { admit } from './store/requests.ts'
import { countSpaces, deleteResident, findHeir, insertResident } from './store/residents.ts'
import { getSpace, isDue, setEnd, setOwner } from './store/spaces.ts'
import { insertTemporary } from './store/temporary-residents.ts'

interface Coming {
  readonly stream: LockedStream<'chat/space'>
  /** That of whoever comes is among them. */
  readonly userStreams: LockedStreams
  readonly person: Person
  readonly by: string
  /** What they have from the start. Not given: none. */
  readonly roles?: readonly number[]
  /** Whether they live there until they go offline, where they have no role. Not given: not. */
  readonly temporary?: boolean
  readonly config: Pick<Chat['config'], 'SPACES_PER_ACCOUNT'>
}

export const checkSpaces = async (
  tx: Transaction,
  people: readonly string[],
  { SPACES_PER_ACCOUNT: most }: Coming['config'],
): Promise<void> => {
  const full = (await countSpaces(tx, people)).find(({ spaces }) => spaces >= most)
  if (full) fail('TOO_MANY_SPACES', { user: full.person, most })
}

/**
 * Somebody who does not live there yet lives there from now on: one row and one event, however many live there. Whoever calls it has
 * locked the stream of the space and that of the person. Gives the position. TOO_MANY_SPACES, and SPACE_NOT_FOUND where it ends just now.
 */
export const bringToSpace = async (
  tx: Transaction,
  { stream, userStreams, person, by, roles = [], temporary = false, config }: Coming,
): Promise<{ seq: number }> => {
  const { id: user, name } = person
  // One that everybody has left is about to go.
  if (await isDue(tx, stream.id)) fail('SPACE_NOT_FOUND')
  await checkSpaces(tx, [user], config)
  await admit(tx, stream.id, [user])
  const { name: called, rulesNeed } = await getSpace(tx, stream.id)
  const pending = rulesNeed > 0
  const passing = temporary && roles.length === 0
  const { seq } = tx.emit(stream, 'resident.joined', by, {
    user,
    name,
    ...(roles.length > 0 ? { roles: [...roles] } : {}),
    ...(pending ? { pending: true as const } : {}),
    ...(passing ? { temporary: true as const } : {}),
  })
  await insertResident(tx, { space: stream.id, person: user, roles, joined: seq, pending })
  if (passing) await insertTemporary(tx, stream.id, user)
  tellSpace(tx, userStreams.of('chat/user', user), { stream, name: called, by })
  return { seq }
}

interface News {
  readonly stream: LockedStream<'chat/space'>
  readonly name: string
  readonly by: string
}

/** Tells a person's devices of a space in which they live from now on; gateways begin to follow it from its head. */
export const tellSpace = (tx: Transaction, own: LockedStream<'chat/user'>, { stream, name, by }: News) =>
  tx.emit(own, 'space.joined', by, {
    space: stream.id,
    name,
    on: `chat/space/${stream.id}`,
    epoch: tx.epoch,
    head: stream.head,
    floor: stream.floor,
  })

/** Whoever calls it has locked all that the space rules, and found that they live there. */
export const handOver = async (
  tx: Transaction,
  stream: LockedStream<'chat/space'>,
  /** Null where no resident does it. */
  by: string | null,
  owner: string,
  reason?: string,
): Promise<Placed> => {
  await setOwner(tx, stream.id, owner)
  await noteAct(tx, stream, by, { did: 'space.hand_over', users: [owner], reason })
  return tx.emit(stream, 'space.handed_over', by, { owner })
}

interface Going {
  readonly stream: LockedStream<'chat/space'>
  readonly userStreams: LockedStreams
  readonly person: string
  /** Null where nobody does it. */
  readonly by: string | null
  readonly reason?: string | undefined
  /** What took them out, where nobody did. */
  readonly why?: EventBody<'space.left'>['why']
}

/** Everybody there learns that somebody left, and they themselves why. */
export const tellGone = (tx: Transaction, { stream, userStreams, person, by, reason, why }: Going): Placed => {
  const { id: space } = stream
  const left = {
    space,
    on: streamName('chat/space', space),
    ...(reason === undefined ? {} : { reason }),
    ...(why ? { why } : {}),
  }
  tx.emit(userStreams.of('chat/user', person), 'space.left', by, left)
  return tx.emit(stream, 'resident.left', by, { user: person })
}

/**
 * Whoever calls it is alone with all that the space rules, and has locked the stream of the person: nothing that they still say comes later. The
 * space that nobody lives in any more ends. Gives the position, and who owns it from now on where its owner went.
 */
export const takeOutOfSpace = async (
  tx: Transaction,
  going: Going,
): Promise<{ seq: number; heir: string | undefined }> => {
  const { stream, person, by } = going
  const { id: space } = stream
  const { owner } = await getSpace(tx, space)
  const heir = owner === person ? await findHeir(tx, space, person) : undefined
  await deleteResident(tx, space, person)
  if (by !== person) await revokeInvitations(tx, space, [person])
  const { seq } = tellGone(tx, going)
  if (heir) {
    await setOwner(tx, space, heir)
    tx.emit(stream, 'space.handed_over', by, { owner: heir })
  } else if (owner === person) await setEnd(tx, space, 0)
  return { seq, heir }
}
