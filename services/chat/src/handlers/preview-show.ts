import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { seesPreviews, setSeesPreviews } from '../store/previews.ts'

export const previewShow: Handler<'preview.show', Chat> = async ({ shown }, { user }, { db }) => {
  if (shown === undefined) return { shown: await seesPreviews(db, user) }
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      if ((await seesPreviews(tx, user)) === shown) return
      await setSeesPreviews(tx, user, shown)
      tx.emit(own, 'preview.shown', user, { shown })
    },
    { account: user },
  )
  return { shown }
}
