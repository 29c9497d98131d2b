import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { keep } from '../keep.ts'
import { marked } from '../preferences.ts'
import { lastMessage, standAt } from '../store/preferences.ts'

export const unreadMark: Handler<'unread.mark', Chat> = ({ room, seq }, { user }, chat) =>
  keep(chat, { user, room }, async (before, tx) => {
    const from = seq ?? (await lastMessage(tx, room))
    const stand = (await standAt(tx, room, user, from)) ?? fail('ROOM_NOT_FOUND')
    if (from < 1 || from > stand.head) fail('MESSAGE_NOT_FOUND')
    return marked(before, from, stand)
  })
