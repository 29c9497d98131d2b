/** What a new account may do less. Of those who run the platform, and of programs, age does not count. */
import { mayHaveLinks } from '@parley/markdown'
import { fail } from '@parley/protocol'
import type { Caller, Queryable } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { begunWith, holdInvites, type Newness, newnessOf } from './store/of-new.ts'

export type Who = Pick<Caller, 'user' | 'trusted'>

const newnessFor = async (db: Queryable, { config }: Pick<Chat, 'config'>, { user, trusted }: Who) =>
  trusted ? undefined : newnessOf(db, user, config.NEW_ACCOUNT_HOURS)

export interface Beginning extends Newness {
  /** Those with whom they may begin, and have begun, as they like. */
  readonly contacts: ReadonlySet<string>
}

/** Looked up before their stream is locked: what a new account that begins a direct room is bound by; undefined where nothing is. */
export const beginningOf = async (
  chat: Pick<Chat, 'db' | 'config' | 'reach'>,
  who: Who,
  other: string,
): Promise<Beginning | undefined> => {
  if (chat.config.DIRECTS_OF_NEW === null) return undefined
  const newness = await newnessFor(chat.db, chat, who)
  if (!newness) return undefined
  const users = [...new Set([other, ...(await begunWith(chat.db, who.user))])]
  const contacts = new Set(await chat.reach({ by: who.user, to: 'contacts', users }))
  return contacts.has(other) ? undefined : { ...newness, contacts }
}

/** Behind the lock of their stream, when it is begun. */
export const checkBegun = async (
  tx: Queryable,
  { config: { DIRECTS_OF_NEW: most } }: Pick<Chat, 'config'>,
  user: string,
  { contacts, ...newness }: Beginning,
): Promise<void> => {
  const strangers = (await begunWith(tx, user)).filter((other) => !contacts.has(other))
  if (most !== null && strangers.length > most) fail('ACCOUNT_NEW', { limit: 'DIRECTS_OF_NEW', most, ...newness })
}

/** Whom of these a new account adds to groups: its contacts, as a group is no way around direct rooms. Undefined where nothing binds it. */
export const addedByNew = async (
  chat: Pick<Chat, 'db' | 'config' | 'reach'>,
  who: Who,
  users: readonly string[],
): Promise<readonly string[] | undefined> => {
  if (chat.config.DIRECTS_OF_NEW === null || users.length === 0) return undefined
  if (!(await newnessFor(chat.db, chat, who))) return undefined
  return chat.reach({ by: who.user, to: 'contacts', users })
}

/** Before they make a link of invitation, or when they have asked somebody in by name, in its transaction. */
export const checkInvites = async (
  tx: Queryable,
  chat: Pick<Chat, 'config'>,
  who: Who,
  when: 'before' | 'after' = 'before',
): Promise<void> => {
  const { INVITES_OF_NEW: most } = chat.config
  if (most === null) return
  const newness = await newnessFor(tx, chat, who)
  if (!newness) return
  const open = await holdInvites(tx, who.user)
  if (open > most || (open === most && when === 'before'))
    fail('ACCOUNT_NEW', { limit: 'INVITES_OF_NEW', most, ...newness })
}

/** Of what they are about to say. */
export const checkLinks = async (
  chat: Pick<Chat, 'db' | 'config'>,
  who: Who,
  ...texts: readonly (string | undefined)[]
): Promise<void> => {
  if (chat.config.LINKS_OF_NEW || !texts.some((text) => text !== undefined && mayHaveLinks(text))) return
  const newness = await newnessFor(chat.db, chat, who)
  if (newness) fail('ACCOUNT_NEW', { limit: 'LINKS_OF_NEW', most: 0, ...newness })
}
