import { fail, mostHidden } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { insertHidden, listHidden } from '../store/hidden.ts'

export const authorHide: Handler<'author.hide', Chat> = async ({ user: author }, { user }, { db }) => {
  if (author === user) fail('HIDING_YOURSELF')
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      const hidden = await listHidden(tx, user)
      if (hidden.includes(author)) return
      if (hidden.length >= mostHidden) fail('TOO_MANY_HIDDEN', { most: mostHidden })
      await insertHidden(tx, user, author)
      tx.emit(own, 'author.hidden', user, { user: author })
    },
    { account: user },
  )
  return {}
}
