import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { allowsReceipts, noteDelivered } from '../store/receipts.ts'

/** Of rooms that are not theirs nothing is noted, and nothing told. */
export const receiptDeliver: Handler<'receipt.deliver', Chat> = async ({ rooms }, { user }, { db, publisher }) => {
  const allowed = await allowsReceipts(db, user)
  const noted = allowed ? await noteDelivered(db, user, rooms) : []
  for (const { room, seq } of noted)
    publisher.signal('chat/room', room, 'receipt.delivered', user, { user, delivered: seq })
  return { allowed }
}
