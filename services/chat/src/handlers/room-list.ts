import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { summarise } from '../room-view.ts'
import { viewRooms } from '../store/rooms.ts'

export const roomList: Handler<'room.list', Chat> = async ({ after, limit = 200 }, { user }, { db }) => {
  const rooms = await viewRooms(db, user, after, limit + 1)
  return { rooms: rooms.slice(0, limit).map((room) => summarise(db, room)), more: rooms.length > limit }
}
