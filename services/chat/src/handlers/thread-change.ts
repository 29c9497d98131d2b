import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNames } from '../filters/judge.ts'
import { toThread } from '../thread-view.ts'
import { alterThread } from '../threads.ts'

export const threadChange: Handler<'thread.change', Chat> = async ({ room, ...wanted }, { user }, { db, judge }) =>
  toThread(await alterThread(db, user, room, { ...wanted, ...(await judgeNames(judge, room, user, { name: wanted.name })) }))
