import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNames } from '../filters/judge.ts'
import { toThread } from '../thread-view.ts'
import { alterThread } from '../threads.ts'

export const threadChange: Handler<'thread.change', Chat> = async ({ room, ...wanted }, { user }, chat) =>
  toThread(
    await alterThread(chat, user, room, {
      ...wanted,
      ...(await judgeNames(chat.judge, room, user, { name: wanted.name })),
    }),
  )
