import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { kindFor } from '../membership.ts'
import { listReceipts } from '../store/receipts.ts'

export const receiptList: Handler<'receipt.list', Chat> = async (
  { room, after, limit = usualPage.members },
  { user },
  { db },
) => {
  await kindFor(db, room, user)
  const looked = await listReceipts(db, room, user, { after, limit })
  const receipts = looked.flatMap(({ person, read, delivered, allowed }) =>
    allowed ? [{ user: person, read, ...(delivered !== null && delivered > read ? { delivered } : {}) }] : [],
  )
  const next = looked.length < limit ? undefined : looked.at(-1)?.person
  return { receipts, ...(next === undefined ? {} : { next }) }
}
