import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { fitNamed, summarise } from '../room-view.ts'
import { viewRooms } from '../store/rooms.ts'

export const roomList: Handler<'room.list', Chat> = async ({ after, limit = usualPage.rooms }, { user }, chat) => {
  const found = await viewRooms(chat.db, user, after, limit + 1)
  const held = fitNamed(found.slice(0, limit), chat)
  return { rooms: held.map((room) => summarise(room)), more: found.length > held.length }
}
