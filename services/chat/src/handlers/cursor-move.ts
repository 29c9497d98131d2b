import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { moveCursor } from '../store/members.ts'

export const cursorMove: Handler<'cursor.move', Chat> = async ({ room, seq }, { user }, { db, publisher }) => {
  const { head, read, unread, moved } = (await moveCursor(db, room, user, seq)) ?? fail('ROOM_NOT_FOUND')
  if (seq > head) fail('CURSOR_AHEAD', { head })
  if (moved) publisher.signal('chat/user', user, 'cursor.moved', user, { room, head, read, unread })
  return { head, read, unread }
}
