/** Coming into a room and going out of it: in the room's stream, in the member's own stream, and in the table. */
import { fail } from '@parley/protocol'
import type { LockedStream, Placed, Transaction } from '@parley/service-kit'
import { tellJoined } from './rooms.ts'
import { type Standing, successor } from './rules.ts'
import { deleteMember, getMembers, insertMembers, listMembers, setRole } from './store/members.ts'
import type { Person } from './store/people.ts'
import { getRoom, type RoomRow } from './store/rooms.ts'

export interface LockedRoom {
  readonly kind: RoomRow['kind']
  readonly name: string
  readonly stream: LockedStream
  readonly userStream: LockedStream
  /** The caller and the subject, as far as they are members. */
  readonly members: Map<string, Standing>
}

/** Locks the room and the stream of the user it is about; then finds who is in it. ROOM_NOT_FOUND unless the caller is. */
export const lockRoom = async (tx: Transaction, room: string, caller: string, user: string): Promise<LockedRoom> => {
  const known = (await getRoom(tx, room)) ?? fail('ROOM_NOT_FOUND')
  await tx.ensureStreams('chat/user', [user])
  const streams = await tx.lock([room, user])
  const members = await getMembers(tx, room, [caller, user])
  if (!members.has(caller)) fail('ROOM_NOT_FOUND')
  const { kind, name } = known
  return {
    kind,
    name,
    members,
    stream: streams.get(room) as LockedStream,
    userStream: streams.get(user) as LockedStream,
  }
}

interface BringIn {
  readonly room: RoomRow
  readonly stream: LockedStream
  readonly userStream: LockedStream
  readonly person: Person
  readonly by: string
}

export const bringIn = async (
  tx: Transaction,
  { room, stream, userStream, person, by }: BringIn,
): Promise<{ seq: number }> => {
  const role = 'member'
  const { seq } = tx.emit(stream, 'member.joined', by, { user: person.id, name: person.name, role })
  tellJoined(tx, userStream, stream, { ...room, role }, by)
  await insertMembers(tx, room.id, stream, [{ person: person.id, role, joined: seq }])
  return { seq }
}

interface TakeOut {
  readonly stream: LockedStream
  readonly userStream: LockedStream
  readonly leaving: Standing
  readonly by: string
}

interface TakenOut {
  readonly seq: number
  /** Who owns the room from now on, where its owner went. */
  readonly heir: string | undefined
}

export const takeOut = async (tx: Transaction, { stream, userStream, leaving, by }: TakeOut): Promise<TakenOut> => {
  const room = stream.id
  await deleteMember(tx, room, leaving.person)
  const left: Placed = tx.emit(stream, 'member.left', by, { user: leaving.person })
  tx.emit(userStream, 'room.left', by, { room, on: `chat/room/${room}` })
  const heir = leaving.role === 'owner' ? successor(leaving, await listMembers(tx, room)) : undefined
  if (heir) {
    await setRole(tx, room, heir.person, 'owner')
    tx.emit(stream, 'role.changed', by, { user: heir.person, role: 'owner' })
  }
  return { seq: left.seq, heir: heir?.person }
}
