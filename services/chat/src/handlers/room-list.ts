import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { listRooms } from '../room-view.ts'

export const roomList: Handler<'room.list', Chat> = ({ after, limit = usualPage.rooms }, { user }, chat) =>
  listRooms(chat, user, after, limit)
