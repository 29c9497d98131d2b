/** Who may do what, as far as it needs no I/O. Called in the transaction that acts, after the lock. */
import { fail, isAuthored, isRedacted } from '@parley/protocol'

export type Role = 'owner' | 'member'
export type Kind = 'direct' | 'group'

export interface Standing {
  readonly person: string
  readonly role: Role
  /** Position of the event that brought them in. */
  readonly joined: number
}

/** In how many rooms somebody is. */
export interface RoomCount {
  readonly person: string
  readonly rooms: number
}

/** The people of a direct room are the two it was made for. */
export const checkMembersMayChange = (kind: Kind): void => {
  if (kind === 'direct') fail('DIRECT_ROOM_FIXED')
}

/** Whoever comes in has room for one more. */
export const checkPlaces = (rooms: readonly RoomCount[], most: number): void => {
  const full = rooms.find((own) => own.rooms >= most)
  if (full) fail('TOO_MANY_ROOMS', { user: full.person, most })
}

export const checkMayRemove = (role: Role): void => {
  if (role !== 'owner') fail('NOT_ALLOWED')
}

/**
 * Whether there is something to take back: not where that has been done. What may be taken back is what the caller has said; other
 * events tell what happened.
 */
export const checkMayTakeBack = (
  event: { readonly ev: string; readonly by: string | null } | undefined,
  caller: string,
): boolean => {
  const isGone = event !== undefined && isRedacted(event)
  if (!event || !(isGone || isAuthored(event.ev))) return fail('MESSAGE_NOT_FOUND')
  if (event.by !== caller) fail('NOT_ALLOWED')
  return !isGone
}

/** Who becomes owner when an owner leaves and no other owner stays: the member of longest standing, if any. */
export const successor = (leaving: Standing, staying: readonly Standing[]): Standing | undefined => {
  if (leaving.role !== 'owner' || staying.some((member) => member.role === 'owner')) return undefined
  return staying.reduce<Standing | undefined>(
    (oldest, member) => (oldest && oldest.joined <= member.joined ? oldest : member),
    undefined,
  )
}
