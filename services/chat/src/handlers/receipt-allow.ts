import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { allowsReceipts, setReceipts } from '../store/receipts.ts'

export const receiptAllow: Handler<'receipt.allow', Chat> = async ({ allowed }, { user }, { db }) => {
  if (allowed === undefined) return { allowed: await allowsReceipts(db, user) }
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      if ((await allowsReceipts(tx, user)) === allowed) return
      await setReceipts(tx, user, allowed)
      tx.emit(own, 'receipt.allowed', user, { allowed })
    },
    { account: user },
  )
  return { allowed }
}
