import { localStorageOutbox, type OutboxStore, Parley, type Session } from '@parley/client'
import { Drafts } from '../kept/drafts.ts'
import type { KeptStorage } from '../kept/kept-storage.ts'

/** What a logged-in user's page works with. */
export interface ChatOfUser {
  readonly parley: Parley
  /** The user's id. */
  readonly me: string
  /** Messages that wait to be sent, kept through a reload. */
  readonly outbox: OutboxStore
  /** What was written and not sent off yet. */
  readonly drafts: Drafts
}

export const openChat = (url: string, { user: me, token }: Session, storage: KeptStorage): ChatOfUser => {
  const outbox = localStorageOutbox(`parley.outbox.${me}`, storage)
  const parley = new Parley({ url, token, outbox })
  return { parley, me, outbox, drafts: new Drafts(storage, me) }
}

/** For good: leaves nothing of what was written on this machine. */
export const closeChat = async ({ parley, outbox, drafts }: ChatOfUser): Promise<void> => {
  const { unsent } = parley
  drafts.clear()
  await parley.close()
  for (const { id } of unsent) await outbox.remove(id)
}
