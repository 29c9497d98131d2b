import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { deleteBookmark } from '../store/bookmarks.ts'
import { isIn } from '../store/members.ts'

export const bookmarkRemove: Handler<'bookmark.remove', Chat> = ({ room, seq }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    if (!(await isIn(tx, room, user))) fail('ROOM_NOT_FOUND')
    if (await deleteBookmark(tx, { person: user, room, seq })) tx.emit(own, 'bookmark.removed', user, { room, seq })
    return {}
  })
