import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { describeRoom } from '../room-view.ts'

export const roomGet: Handler<'room.get', Chat> = ({ room }, { user }, chat) => describeRoom(chat, user, room)
