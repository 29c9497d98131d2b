/** Who may say who comes into a group or a space: invite, and let in who asks. */
import { fail, hasPermission, mostAsking, mostInvites, mostSpaceAsking, mostSpaceInvites } from '@parley/protocol'
import type { LockedStreams, Queryable, Transaction } from '@parley/service-kit'
import { lockGroup, standIn } from './membership.ts'
import { lockSpace } from './space-lock.ts'
import { mayIn, type Rights } from './space-rights.ts'
import { readRights } from './store/spaces.ts'

/** A group or a space, as commands name it. */
export type Place = { readonly room: string } | { readonly space: string }

export const idOf = (place: Place): string => ('room' in place ? place.room : place.space)

export const bounds = (isSpace: boolean) =>
  isSpace ? { invites: mostSpaceInvites, asking: mostSpaceAsking } : { invites: mostInvites, asking: mostAsking }

/** `invite`: makes invitations, and sees and ends their own; `let in`: answers who asks, and sees and ends those of others. */
type Deed = 'invite' | 'let in'

/** Whether they let people in, besides. */
const checkInSpace = (may: bigint, deed: Deed): boolean => {
  const letsIn = hasPermission(may, 'manage_space')
  if (!letsIn && !(deed === 'invite' && hasPermission(may, 'invite'))) fail('NOT_ALLOWED')
  return letsIn
}

/** For who only looks: whether they let people in. */
export const standAt = async (db: Queryable, place: Place, caller: string, deed: Deed): Promise<boolean> => {
  if ('space' in place) {
    const rights = (await readRights(db, place.space, [caller])).get(caller) ?? fail('SPACE_NOT_FOUND')
    return checkInSpace(mayIn(rights), deed)
  }
  await standIn(db, place.room, caller, 'invite')
  return true
}

export interface LockedEntry {
  /** With those of whom it is about. */
  readonly streams: LockedStreams
  /** Whether the caller lets people in, and sees and ends the invitations of others. */
  readonly letsIn: boolean
  /** The caller's in a space. */
  readonly rights: Rights | undefined
  /** Whether the one whom it is about is in it already. */
  readonly isIn: boolean
  readonly head: number
}

/** Locks a group or a space, and the stream of whom it is about. */
export const lockEntry = async (
  tx: Transaction,
  place: Place,
  caller: string,
  deed: Deed,
  about?: string,
): Promise<LockedEntry> => {
  if ('space' in place) {
    const whom = about === undefined ? [] : [about]
    const { stream, streams, rights, may, others } = await lockSpace(tx, place.space, caller, {
      about: whom,
      tells: whom,
    })
    const letsIn = checkInSpace(may, deed)
    return { streams, letsIn, rights, isIn: about !== undefined && others.has(about), head: stream.head }
  }
  const lock = { may: 'invite', ...(about === undefined ? {} : { about }) } as const
  const { stream, userStreams, members } = await lockGroup(tx, place.room, caller, lock)
  const isIn = about !== undefined && members.has(about)
  return { streams: userStreams, letsIn: true, rights: undefined, isIn, head: stream.head }
}

/** Of who has made an invitation, what counts when it is used. True for as long as the stream of the space is locked. */
export const rightsOf = async (db: Queryable, space: string, maker: string | null): Promise<Rights | undefined> =>
  maker === null ? undefined : (await readRights(db, space, [maker])).get(maker)

/** Whether an invitation by somebody with these rights lets in whom it names, whatever the space says of others. */
export const letsIn = (rights: Rights | undefined): boolean =>
  rights !== undefined && hasPermission(mayIn(rights), 'manage_space')
