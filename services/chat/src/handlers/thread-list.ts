import { fail, usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { kindFor } from '../membership.ts'
import { listThreads } from '../store/threads.ts'
import { pageOfThreads } from '../thread-view.ts'

export const threadList: Handler<'thread.list', Chat> = async (
  { room: parent, archived = false, before, limit = usualPage.threads },
  { user: person },
  chat,
) => {
  if ((await kindFor(chat.db, parent, person)) === 'thread') fail('THREAD_IN_THREAD')
  const found = await listThreads(chat.db, { person, parent, archived, before, limit: limit + 1 })
  return pageOfThreads(found, limit, chat)
}
