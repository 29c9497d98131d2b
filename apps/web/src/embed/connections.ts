/** Elements of one server that have the same token function are of one account, and have one connection. */
import { memoryUnsent, Parley } from '@parley/client'
import { tellDelivered } from '@parley/client/delivery'
import type { ChatOfUser } from '../chat/chat-of-user.ts'
import { Drafts } from '../kept/drafts.ts'
import { KeptStorage } from '../kept/kept-storage.ts'
import { MemoryStorage } from '../kept/memory-storage.ts'
import { SlashRegistry } from '../slash/registry.ts'
import { Followed } from '../threads/followed.ts'

/** As `ParleyOptions` has it. */
export type TokenProvider = (wanted: { readonly fresh: boolean }) => Promise<string>

interface Held {
  readonly chat: ChatOfUser
  /** How many elements have it. */
  holders: number
}

const connections = new WeakMap<TokenProvider, Map<string, Held>>()

/** Nothing of somebody stays with a document that is another's: what they write and do not send is on the server, as their draft. */
const open = (url: string, token: TokenProvider): ChatOfUser => {
  const storage = new KeptStorage(() => new MemoryStorage())
  const unsent = memoryUnsent()
  const drafts = new Drafts(storage, 'here')
  const parley = new Parley({ url, token, unsent, drafts, report: () => {} })
  tellDelivered(parley)
  return {
    parley,
    get me() {
      return parley.user ?? ''
    },
    unsent,
    drafts,
    storage,
    followed: new Followed(parley),
    slash: new SlashRegistry(),
  }
}

export interface Connection {
  readonly chat: ChatOfUser
  /** Closes it, where nobody else has it. */
  readonly letGo: () => void
}

export const connectTo = (url: string, token: TokenProvider): Connection => {
  const ofToken = connections.get(token) ?? new Map<string, Held>()
  connections.set(token, ofToken)
  const known = ofToken.get(url)
  const held = known && known.chat.parley.state !== 'ended' ? known : { chat: open(url, token), holders: 0 }
  ofToken.set(url, held)
  held.holders++
  const letGo = () => {
    if (--held.holders > 0) return
    if (ofToken.get(url) === held) ofToken.delete(url)
    for (const room of held.chat.parley.roomList) void room.saveDraft().catch(() => {})
    void held.chat.parley.close()
  }
  return { chat: held.chat, letGo }
}
