/** Coming into a room and going out of it: in the room's stream, in the member's own stream, and in the table. */
import { fail, permissionSet } from '@parley/protocol'
import type { LockedStream, LockedStreams, Placed, Queryable, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import type { KeepingConfig } from './keeping.ts'
import { tellJoined } from './rooms.ts'
import {
  checkIsGroup,
  checkIsMessage,
  checkMay,
  checkPlaces,
  type Deed,
  type Kind,
  type RuledAs,
  type Standing,
  successor,
} from './rules.ts'
import { isClosed } from './store/curbs.ts'
import {
  countMembers,
  countRooms,
  deleteMember,
  findHeirs,
  getMembers,
  insertMembers,
  isHushedIn,
  lockStanding,
  setRole,
} from './store/members.ts'
import { findMessages, type MessageRow } from './store/message-states.ts'
import type { Person } from './store/people.ts'
import { admit, bar } from './store/requests.ts'
import { getKindFor, getRoom, type Kinds } from './store/rooms.ts'

export interface LockedRoom {
  readonly id: string
  readonly kind: Kind
  readonly rules: RuledAs
  readonly stream: LockedStream<'chat/room'>
  /** Of the people it is about. */
  readonly userStreams: LockedStreams
  /** The caller and the people it is about, as far as they are members. */
  readonly members: Map<string, Standing>
}

/** Who is timed out in a space, or has not accepted its rules, sees its rooms, and does nothing there. */
const hushedMay = permissionSet('view')

/** Which kind of room it is; ROOM_NOT_FOUND unless the caller is in it. */
export const kindFor = async (db: Queryable, room: string, caller: string): Promise<Kind> =>
  (await kindsFor(db, room, caller)).kind

const kindsFor = async (db: Queryable, room: string, caller: string): Promise<Kinds> =>
  (await getKindFor(db, caller, room)) ?? fail('ROOM_NOT_FOUND')

/**
 * Locks the room and the streams of the people it is about; then finds who is in it. ROOM_NOT_FOUND unless the caller is:
 * a stranger is turned away before anybody has to wait for them, and decided about once more behind the lock.
 */
export const lockRoom = async (
  tx: Transaction,
  room: string,
  caller: string,
  users: readonly string[],
): Promise<LockedRoom> => {
  const { kind, rules } = await kindsFor(tx, room, caller)
  await tx.ensureStreams('chat/user', users)
  const streams = await tx.lock([room, ...users])
  const find = kind === 'thread' || kind === 'space' ? lockStanding : getMembers
  const members = await find(tx, room, [caller, ...users])
  const own = members.get(caller) ?? fail('ROOM_NOT_FOUND')
  if (own.may === hushedMay && (await isHushedIn(tx, room, caller))) fail('NOT_ALLOWED')
  return { id: room, kind, rules, members, stream: streams.of('chat/room', room), userStreams: streams }
}

/** In a direct room that is closed nothing more is said or done, but that each of the two takes back what is theirs. */
export const checkIsOpen = async (tx: Transaction, { id, rules }: Pick<LockedRoom, 'id' | 'rules'>): Promise<void> => {
  if (rules === 'direct' && (await isClosed(tx, id))) fail('NOT_ALLOWED')
}

interface LockGroup {
  /** What the caller is about to do, where not every member may. */
  readonly may?: Deed
  /** Whom it is about, besides the caller. */
  readonly about?: string
}

interface LockedGroup extends LockedRoom {
  /** Where the caller stands. */
  readonly own: Standing
}

/** As `lockRoom`, for what groups have alone. */
export const lockGroup = async (
  tx: Transaction,
  room: string,
  caller: string,
  { may, about }: LockGroup = {},
): Promise<LockedGroup> => {
  const locked = await lockRoom(tx, room, caller, about ? [about] : [])
  checkIsGroup(locked.kind)
  const own = locked.members.get(caller) ?? fail('ROOM_NOT_FOUND')
  if (may) checkMay(own, may)
  return { ...locked, own }
}

/** Who only looks at what a group has besides messages, where their role lets them. */
export const standIn = async (db: Queryable, room: string, caller: string, deed: Deed): Promise<void> => {
  checkIsGroup(await kindFor(db, room, caller))
  checkMay((await getMembers(db, room, [caller])).get(caller) ?? fail('ROOM_NOT_FOUND'), deed)
}

/** A message of a room that is locked; MESSAGE_NOT_FOUND where there is none for this person, or not any more. */
export const messageIn = async (
  tx: Transaction,
  { id: room }: LockedStream<'chat/room'>,
  seq: number,
  person: string,
): Promise<MessageRow> => checkIsMessage((await findMessages(tx, room, [seq], person))[0])

interface BringIn {
  readonly people: readonly Person[]
  readonly by: string
  readonly config: Pick<Chat['config'], 'ROOM_MEMBERS' | 'ROOMS_PER_ACCOUNT'> & KeepingConfig
}

/** The group has room for them, and they for the group. */
const checkRoom = async (tx: Transaction, room: string, { people, config }: BringIn): Promise<void> => {
  const count = (await countMembers(tx, room)) + people.length
  if (count > config.ROOM_MEMBERS) fail('ROOM_FULL', { most: config.ROOM_MEMBERS })
  const coming = people.map(({ id }) => id)
  checkPlaces(await countRooms(tx, coming), config.ROOMS_PER_ACCOUNT)
}

/** Those who are not in it yet; the position of the last of them. */
export const bringIn = async (
  tx: Transaction,
  room: Pick<LockedRoom, 'id' | 'stream' | 'userStreams'>,
  coming: BringIn,
): Promise<{ seq: number }> => {
  const { people, by } = coming
  await checkRoom(tx, room.id, coming)
  const ids = people.map(({ id }) => id)
  await admit(tx, room.id, ids)
  const { stream, userStreams } = room
  const role = 'member'
  const members = people.map(({ id, name }) => {
    const { seq } = tx.emit(stream, 'member.joined', by, { user: id, name, role })
    return { person: id, role, joined: seq } as const
  })
  const row = await getRoom(tx, room.id)
  for (const { person, joined } of members)
    tellJoined(tx, userStreams.of('chat/user', person), stream, { ...row, role, joined, config: coming.config }, by)
  await insertMembers(tx, room.id, stream, members)
  return { seq: stream.head }
}

interface TakeOut {
  readonly stream: LockedStream<'chat/room'>
  readonly userStreams: LockedStreams
  readonly leaving: Standing
  readonly by: string
}

interface TakenOut {
  readonly seq: number
  /** Who owns the room from now on, where its owner went. */
  readonly heir: string | undefined
}

export const takeOut = async (tx: Transaction, { stream, userStreams, leaving, by }: TakeOut): Promise<TakenOut> => {
  const room = stream.id
  const userStream = userStreams.of('chat/user', leaving.person)
  await deleteMember(tx, room, leaving.person)
  if (by !== leaving.person) await bar(tx, room, leaving.person)
  const left: Placed = tx.emit(stream, 'member.left', by, { user: leaving.person })
  tx.emit(userStream, 'room.left', by, { room, on: `chat/room/${room}` })
  const heir = leaving.role === 'owner' ? successor(leaving, await findHeirs(tx, room)) : undefined
  if (heir) {
    await setRole(tx, room, heir.person, 'owner')
    tx.emit(stream, 'role.changed', by, { user: heir.person, role: 'owner' })
  }
  return { seq: left.seq, heir: heir?.person }
}
