import { fail, mostHidden } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { countHidden, insertHidden } from '../store/hidden.ts'

export const authorHide: Handler<'author.hide', Chat> = async ({ user: author }, { user }, { db }) => {
  if (author === user) fail('HIDING_YOURSELF')
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      const isNew = await insertHidden(tx, user, author)
      if ((await countHidden(tx, user)) > mostHidden) fail('TOO_MANY_HIDDEN', { most: mostHidden })
      if (isNew) tx.emit(own, 'author.hidden', user, { user: author })
    },
    { account: user },
  )
  return {}
}
