import { localStorageOutbox, type OutboxStore, Parley, type Session } from '@parley/client'
import { People } from '../people/people.ts'

/** What a logged-in user's page works with. */
export interface ChatOfUser {
  readonly parley: Parley
  /** The user's id. */
  readonly me: string
  readonly people: People
  /** Messages that wait to be sent, kept through a reload. */
  readonly outbox: OutboxStore
  /** What was written and not sent off yet, by room. */
  readonly drafts: Map<string, string>
}

export const openChat = (url: string, { user: me, token }: Session): ChatOfUser => {
  const outbox = localStorageOutbox(`parley.outbox.${me}`)
  const parley = new Parley({ url, token, outbox })
  const people = new People(async (users) => (await parley.call('user.get', { users })).users)
  parley.on('state', (state) => state === 'online' && people.ask())
  return { parley, me, people, outbox, drafts: new Map() }
}

/** For good: leaves nothing of what was written on this machine. */
export const closeChat = async ({ parley, outbox }: ChatOfUser): Promise<void> => {
  const { unsent } = parley
  await parley.close()
  for (const { id } of unsent) await outbox.remove(id)
}
