import { usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { tellMessages } from '../kept-messages.ts'
import { listBookmarks } from '../store/bookmarks.ts'

export const bookmarkList: Handler<'bookmark.list', Chat> = async (
  { before, limit = usualPage.bookmarks },
  { user },
  { db, answerBytes },
) => {
  const found = await listBookmarks(db, user, before, limit + 1)
  const rows = found.slice(0, limit)
  const told = await tellMessages({ db }, user, rows)
  const all = rows.map(({ room, seq, added }, place) => ({ room, seq, added, ...told[place] }))
  const bookmarks = takeFitting(all, jsonBytes, answerBytes())
  return { bookmarks: [...bookmarks], more: found.length > bookmarks.length }
}
