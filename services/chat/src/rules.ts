/** Who may do what, as far as it needs no I/O. Called in the transaction that acts, after the lock. */
import {
  fail,
  hasPermission,
  isRedacted,
  mostAdmins,
  type Output,
  type PermissionName,
  wholeEmoji,
} from '@parley/protocol'
import { markOf, type Sight, sees } from '@parley/wire'

export type Role = 'owner' | 'admin' | 'member'
export type Kind = 'direct' | 'group' | 'thread' | 'space'
/** As a room is told: of a space, by what is said there. */
export type ToldKind = Output<'room.get'>['kind']
/** Whose rules hold in a room: a thread has those of its parent. */
export type RuledAs = Exclude<Kind, 'thread'>

/** By what is decided what somebody may do in a room. */
export interface Acting {
  readonly role: Role
  /** In a room of a space, and in its threads: what their permissions say counts there, and no role. */
  readonly may?: bigint | undefined
}

export interface Standing extends Acting {
  readonly person: string
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
  if (kind === 'space') fail('GROUPS_ONLY')
  checkIsNoThread(kind)
}

const checkIsNoThread = (kind: Kind): void => {
  if (kind === 'thread') fail('NOT_IN_THREADS')
}

export const checkIsGroup = (kind: Kind): void => {
  if (kind === 'direct' || kind === 'space') fail('GROUPS_ONLY')
  checkIsNoThread(kind)
}

/** Whoever comes in has room for one more. */
export const checkPlaces = (rooms: readonly RoomCount[], most: number): void => {
  const full = rooms.find((own) => own.rooms >= most)
  if (full) fail('TOO_MANY_ROOMS', { user: full.person, most })
}

/** In a group, besides what every member may. */
const allowed = {
  /** Say what it is called and what it is about. */
  change: ['owner', 'admin'],
  remove: ['owner', 'admin'],
  /** Make links by which others come in, and let in who asks. */
  invite: ['owner', 'admin'],
  /** Take back what others have said. */
  moderate: ['owner', 'admin'],
  pin: ['owner', 'admin'],
  delete: ['owner'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

export type Deed = keyof typeof allowed

/** What that takes in a space. */
const needed = {
  change: 'manage_rooms',
  remove: 'kick',
  invite: 'invite',
  moderate: 'manage_messages',
  pin: 'pin',
  delete: 'manage_rooms',
} as const satisfies Readonly<Record<Deed, PermissionName>>

export const may = ({ role, may: set }: Acting, deed: Deed): boolean =>
  set === undefined ? (allowed[deed] as readonly Role[]).includes(role) : hasPermission(set, needed[deed])

export const checkMay = (whom: Acting, deed: Deed): void => {
  if (!may(whom, deed)) fail('NOT_ALLOWED')
}

/** Where only admins say something, nobody else begins a thread. */
export const checkMayPost = (whom: Acting | undefined, posting: 'members' | 'admins'): void => {
  if (posting === 'admins' && whom?.role === 'member') fail('NOT_ALLOWED')
  if (whom?.may !== undefined && !hasPermission(whom.may, 'send_in_threads')) fail('NOT_ALLOWED')
}

/** Whoever reads may join a reaction that is there; where nobody has reacted so yet, it takes a right of its own in a space. */
export const checkMayReact = (whom: Acting | undefined, isThere: boolean): void => {
  if (!isThere && whom?.may !== undefined && !hasPermission(whom.may, 'react')) fail('NOT_ALLOWED')
}

/** An owner takes out everybody, themselves too; admins those below them. */
export const checkMayRemove = (role: Role, whom: Role): void => {
  checkMay({ role }, 'remove')
  if (role !== 'owner' && whom !== 'member') fail('NOT_ALLOWED')
}

export type NewRole = Pick<Standing, 'person' | 'role'>

/**
 * Which roles change so that somebody has this one; none where they have it, so that it may be said twice. Whoever hands the group
 * over is an admin afterwards.
 */
export const rolesToSet = (by: Standing, whom: Standing, role: Role): NewRole[] => {
  if (whom.role === role) return []
  const isOwn = by.person === whom.person
  if (isOwn && by.role === 'owner') fail('OWNER_NEEDED')
  if (by.role !== 'owner' && !(isOwn && role === 'member')) fail('NOT_ALLOWED')
  const set = { person: whom.person, role }
  return role === 'owner' ? [{ person: by.person, role: 'admin' }, set] : [set]
}

/** `admins` there are, before these roles change. */
export const checkAdmins = (admins: number, whom: Standing, changes: readonly NewRole[]): void => {
  const more = changes.filter(({ role }) => role === 'admin').length - (whom.role === 'admin' ? 1 : 0)
  if (more > 0 && admins + more > mostAdmins) fail('TOO_MANY_ADMINS', { most: mostAdmins })
}

/** An event, as far as it is judged. */
interface Said {
  readonly ev: string
  readonly by: string | null
  /** Of a forwarded message: who said it first. */
  readonly origin?: string | null | undefined
  /** For whom it is, where it is not for all. */
  readonly audience?: string | null
}

/** What is there to be edited, pinned, reacted to: a message that nobody has taken back. */
export const checkIsMessage = <Found extends Said>(event: Found | undefined): Found =>
  event?.ev === 'message.sent' ? event : fail('MESSAGE_NOT_FOUND')

/** From outside, a message that one may not see is none. */
export const checkSees = ({ ev, by, ...said }: Said, sight: Sight | undefined): void => {
  if (!sees(markOf(ev, by, said), sight)) fail('MESSAGE_NOT_FOUND')
}

/** Nobody puts words into somebody else's mouth. */
export const checkMayEdit = ({ by, origin }: Said, caller: string): void => {
  if (by !== caller) fail('NOT_ALLOWED')
  if (origin) fail('FORWARD_FIXED')
}

export const checkMayPin = (kind: RuledAs, whom: Acting | undefined): void => {
  if (kind !== 'direct' && !(whom && may(whom, 'pin'))) fail('NOT_ALLOWED')
}

interface TakingBack {
  readonly person: string
  /** How they stand there. */
  readonly as: Acting | undefined
  readonly kind: RuledAs
}

/**
 * Whether there is something to take back: not where that has been done. What may be taken back is what the caller has said, and in
 * a group or a space what anybody has, by who moderates it; other events tell what happened.
 */
export const checkMayTakeBack = (event: Said | undefined, { person, as, kind }: TakingBack): boolean => {
  const isGone = event !== undefined && isRedacted(event)
  if (!event || !(isGone || event.ev === 'message.sent')) return fail('MESSAGE_NOT_FOUND')
  if (event.by !== person && !(kind !== 'direct' && as && may(as, 'moderate'))) fail('NOT_ALLOWED')
  return !isGone
}

/** The form in which it is kept; what is no emoji does not come this far. */
export const emojiOf = (given: string): string => wholeEmoji(given) ?? given

const older = (one: Standing, other: Standing): Standing => (one.joined <= other.joined ? one : other)

const oldestOf = (members: readonly Standing[]): Standing | undefined =>
  members.length > 0 ? members.reduce(older) : undefined

/**
 * Who becomes owner when an owner leaves and no other owner stays: the admin of longest standing, or else the member of longest
 * standing, if any.
 */
export const successor = (leaving: Standing, staying: readonly Standing[]): Standing | undefined => {
  if (leaving.role !== 'owner' || staying.some((member) => member.role === 'owner')) return undefined
  return oldestOf(staying.filter(({ role }) => role === 'admin')) ?? oldestOf(staying)
}
