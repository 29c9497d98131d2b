import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { listFollowed } from '../store/threads.ts'
import { pageOfThreads } from '../thread-view.ts'

export const threadFollowing: Handler<'thread.following', Chat> = async (
  { after, limit = usualPage.threads },
  { user },
  chat,
) => pageOfThreads(await listFollowed(chat.db, user, after, limit + 1), limit, chat)
