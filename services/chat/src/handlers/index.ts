import type { Handlers } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { authorHide } from './author-hide.ts'
import { authorList } from './author-list.ts'
import { authorShow } from './author-show.ts'
import { cursorMove } from './cursor-move.ts'
import { directSend } from './direct-send.ts'
import { memberAdd } from './member-add.ts'
import { memberList } from './member-list.ts'
import { memberRemove } from './member-remove.ts'
import { messageDelete } from './message-delete.ts'
import { messageSend } from './message-send.ts'
import { roomCreate } from './room-create.ts'
import { roomGet } from './room-get.ts'
import { roomHistory } from './room-history.ts'
import { roomLeave } from './room-leave.ts'
import { roomList } from './room-list.ts'

export const handlers: Handlers<'chat', Chat> = {
  'author.hide': authorHide,
  'author.list': authorList,
  'author.show': authorShow,
  'cursor.move': cursorMove,
  'direct.send': directSend,
  'member.add': memberAdd,
  'member.list': memberList,
  'member.remove': memberRemove,
  'message.delete': messageDelete,
  'message.send': messageSend,
  'room.create': roomCreate,
  'room.get': roomGet,
  'room.history': roomHistory,
  'room.leave': roomLeave,
  'room.list': roomList,
}
