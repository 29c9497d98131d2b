import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { deleteHidden } from '../store/hidden.ts'

export const authorShow: Handler<'author.show', Chat> = async ({ user: author }, { user }, { db }) => {
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      if (await deleteHidden(tx, user, author)) tx.emit(own, 'author.shown', user, { user: author })
    },
    { account: user },
  )
  return {}
}
