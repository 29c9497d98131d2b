import { fail, mostBookmarks } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { checkSeen } from '../kept-messages.ts'
import { onOwnStream } from '../own-stream.ts'
import { findBookmark, insertBookmark } from '../store/bookmarks.ts'
import { isIn } from '../store/members.ts'

export const bookmarkAdd: Handler<'bookmark.add', Chat> = ({ room, seq }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    if (!(await isIn(tx, room, user))) fail('ROOM_NOT_FOUND')
    const bookmark = { person: user, room, seq }
    const { added, count } = await findBookmark(tx, bookmark)
    if (added !== null) return { added }
    await checkSeen(tx, bookmark)
    if (count >= mostBookmarks) fail('TOO_MANY_BOOKMARKS', { most: mostBookmarks })
    const placed = tx.emit(own, 'bookmark.added', user, { room, seq })
    await insertBookmark(tx, bookmark, placed.seq)
    return { added: placed.seq }
  })
