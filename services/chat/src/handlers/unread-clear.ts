import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { keep } from '../keep.ts'
import { cleared } from '../preferences.ts'

export const unreadClear: Handler<'unread.clear', Chat> = ({ room }, { user }, chat) =>
  keep(chat, { user, room }, async (before) => cleared(before))
