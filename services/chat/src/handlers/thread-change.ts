import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNames } from '../filters/judge.ts'
import { toThread } from '../thread-view.ts'
import { alterThread } from '../threads.ts'

export const threadChange: Handler<'thread.change', Chat> = async ({ room, ...wanted }, { user }, chat) => {
  const names = await judgeNames(chat.judge, room, user, { name: wanted.name })
  const thread = await alterThread(chat, user, room, { ...wanted, ...names })
  if (thread.private) chat.moves.note(room)
  return toThread(thread)
}
