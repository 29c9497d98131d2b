/** What an edit changes of whom a message mentions. */
import type { Mentions } from '@parley/markdown'
import type { MentionRow } from './store/mentions.ts'

export interface MentionChange {
  readonly mentions?: Mentions
  /** Who hears of it by this edit. */
  readonly told?: Mentions
  /** Somebody is no longer mentioned. */
  readonly unmentions?: true
}

/** Who was told before is not told again, and where everybody was, nobody is left to be told. */
const newly = (before: readonly MentionRow[], { users, all }: Mentions): Mentions | undefined => {
  const known = new Set(before.map(({ person }) => person))
  if (known.has(null)) return undefined
  const told = users.filter((user) => !known.has(user))
  return told.length > 0 || all ? { users: told, ...(all ? { all } : {}) } : undefined
}

const isLess = (before: readonly MentionRow[], now: Mentions | undefined): boolean =>
  before.some(({ person, holds }) => holds && !(person === null ? now?.all : now?.users.includes(person)))

/** `before` are those who were ever told of the message. */
export const mentionChange = (before: readonly MentionRow[], now: Mentions | undefined): MentionChange => {
  const told = now && newly(before, now)
  return {
    ...(now ? { mentions: now } : {}),
    ...(told ? { told } : {}),
    ...(isLess(before, now) ? { unmentions: true } : {}),
  }
}
