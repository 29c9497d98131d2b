import { localStorageUnsent, Parley, type Session, type UnsentStore } from '@parley/client'
import { tellDelivered } from '@parley/client/delivery'
import { Drafts } from '../kept/drafts.ts'
import type { KeptStorage } from '../kept/kept-storage.ts'
import { forgetUploads } from '../kept/uploads.ts'
import { SlashRegistry } from '../slash/registry.ts'
import { Followed } from '../threads/followed.ts'

/** What a logged-in user's page works with. */
export interface ChatOfUser {
  readonly parley: Parley
  /** The user's id. */
  readonly me: string
  /** Messages that wait to be sent, kept through a reload. */
  readonly unsent: UnsentStore
  /** What was written and not sent off yet. */
  readonly drafts: Drafts
  /** What this browser keeps for the page. */
  readonly storage: KeptStorage
  /** The threads that they follow. */
  readonly followed: Followed
  /** What they may type behind a slash. */
  readonly slash: SlashRegistry
}

export const openChat = (url: string, { user: me, token }: Session, storage: KeptStorage): ChatOfUser => {
  const unsent = localStorageUnsent(`parley.outbox.${me}`, storage)
  const drafts = new Drafts(storage, me)
  const parley = new Parley({ url, token, unsent, drafts })
  tellDelivered(parley)
  return { parley, me, unsent, drafts, storage, followed: new Followed(parley), slash: new SlashRegistry() }
}

/** For good: leaves nothing of what was written on this machine. */
export const closeChat = async ({ parley, me, unsent: store, drafts }: ChatOfUser): Promise<void> => {
  const { unsent } = parley
  drafts.clear()
  await parley.close()
  forgetUploads(me)
  for (const { id } of unsent) await store.remove(id)
}
