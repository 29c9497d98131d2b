import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { threadFor, toThread } from '../thread-view.ts'

export const threadGet: Handler<'thread.get', Chat> = async ({ room }, { user }, { db }) =>
  toThread(await threadFor(db, user, room))
