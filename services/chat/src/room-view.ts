/** Rooms as the protocol tells them. */
import { fail, type Output } from '@parley/protocol'
import type { Database } from '@parley/service-kit'
import { listMembers } from './store/members.ts'
import { type RoomView, viewRoom } from './store/rooms.ts'

type Summary = Output<'room.list'>['rooms'][number]

export const summarise = (db: Database, view: RoomView): Summary => ({
  room: view.id,
  kind: view.kind,
  name: view.name,
  role: view.role,
  on: `chat/room/${view.id}`,
  epoch: db.epoch,
  head: view.head,
  floor: view.floor,
  read: view.read,
  unread: view.unread,
})

/** The room and its members in the eyes of somebody who is in it. */
export const describeRoom = async (db: Database, person: string, room: string): Promise<Output<'room.get'>> => {
  const view = (await viewRoom(db, person, room)) ?? fail('ROOM_NOT_FOUND')
  const members = await listMembers(db, room)
  return { ...summarise(db, view), members: members.map(({ person: user, name, role }) => ({ user, name, role })) }
}
