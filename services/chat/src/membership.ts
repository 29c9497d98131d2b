/** Coming into a room and going out of it: in the room's stream, in the member's own stream, and in the table. */
import { fail } from '@parley/protocol'
import type { LockedStream, Placed, Transaction } from '@parley/service-kit'
import { tellJoined } from './rooms.ts'
import { type Standing, successor } from './rules.ts'
import { deleteMember, findHeirs, getMembers, insertMembers, setRole } from './store/members.ts'
import type { Person } from './store/people.ts'
import { getRoomOf, type RoomRow } from './store/rooms.ts'

export interface LockedRoom extends RoomRow {
  readonly stream: LockedStream
  /** Of the people it is about. */
  readonly userStreams: ReadonlyMap<string, LockedStream>
  /** The caller and the people it is about, as far as they are members. */
  readonly members: Map<string, Standing>
}

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
  const known = (await getRoomOf(tx, caller, room)) ?? fail('ROOM_NOT_FOUND')
  await tx.ensureStreams('chat/user', users)
  const streams = await tx.lock([room, ...users])
  const members = await getMembers(tx, room, [caller, ...users])
  if (!members.has(caller)) fail('ROOM_NOT_FOUND')
  return { ...known, members, stream: streams.get(room) as LockedStream, userStreams: streams }
}

interface BringIn {
  readonly people: readonly Person[]
  readonly by: string
}

/** Those who are not in it yet; the position of the last of them. */
export const bringIn = async (tx: Transaction, room: LockedRoom, { people, by }: BringIn): Promise<{ seq: number }> => {
  const { stream, userStreams } = room
  const role = 'member'
  const members = people.map(({ id, name }) => {
    const { seq } = tx.emit(stream, 'member.joined', by, { user: id, name, role })
    return { person: id, role, joined: seq } as const
  })
  for (const { id } of people) tellJoined(tx, userStreams.get(id) as LockedStream, stream, { ...room, role }, by)
  await insertMembers(tx, room.id, stream, members)
  return { seq: stream.head }
}

interface TakeOut {
  readonly stream: LockedStream
  readonly userStreams: ReadonlyMap<string, LockedStream>
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
  const userStream = userStreams.get(leaving.person) as LockedStream
  await deleteMember(tx, room, leaving.person)
  const left: Placed = tx.emit(stream, 'member.left', by, { user: leaving.person })
  tx.emit(userStream, 'room.left', by, { room, on: `chat/room/${room}` })
  const heir = leaving.role === 'owner' ? successor(leaving, await findHeirs(tx, room)) : undefined
  if (heir) {
    await setRole(tx, room, heir.person, 'owner')
    tx.emit(stream, 'role.changed', by, { user: heir.person, role: 'owner' })
  }
  return { seq: left.seq, heir: heir?.person }
}
