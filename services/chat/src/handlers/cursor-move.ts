import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { moveCursor } from '../store/members.ts'

export const cursorMove: Handler<'cursor.move', Chat> = async ({ room, seq }, { user }, { db, publisher }) => {
  const { head, mentions, moved, shown, ...stand } = (await moveCursor(db, room, user, seq)) ?? fail('ROOM_NOT_FOUND')
  if (seq > head) fail('CURSOR_AHEAD', { head })
  const cursor = { head, ...stand, ...(mentions > 0 ? { mentions } : {}) }
  if (moved) publisher.signal('chat/user', user, 'cursor.moved', user, { room, ...cursor })
  if (moved && shown) publisher.signal('chat/room', room, 'receipt.moved', user, { user, read: cursor.read })
  return cursor
}
