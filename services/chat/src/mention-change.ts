/** What an edit changes of whom a message mentions. */
import type { Mentions } from '@parley/markdown'
import type { MentionRow } from './store/mentions.ts'

export interface MentionChange {
  readonly mentions?: Mentions
  /** Who hears of it by this edit. */
  readonly told?: Mentions
  /** Others are mentioned now, besides those who are told. */
  readonly unmentions?: true
}

/** Who was told before is not told again, and where everybody was, nobody is left to be told. */
const newly = (before: readonly MentionRow[], { users, roles = [], all }: Mentions): Mentions | undefined => {
  const known = new Set(before.map(({ person }) => person))
  if (known.has(null)) return undefined
  const told = users.filter((user) => !known.has(user))
  const called = roles.filter((role) => !known.has(keyOfRole(role)))
  if (told.length === 0 && called.length === 0 && !all) return undefined
  return { users: told, ...(called.length > 0 ? { roles: called } : {}), ...(all ? { all } : {}) }
}

/** As the function `role_key` of the schema makes it. */
export const keyOfRole = (role: number): string => `00000000-0000-0000-0001-${role.toString(16).padStart(12, '0')}`

/** Whether others are mentioned now than those of before and those who are told: somebody is no longer, or is again. */
const isOther = (before: readonly MentionRow[], now: Mentions | undefined): boolean => {
  const named = new Set([...(now?.users ?? []), ...(now?.roles ?? []).map(keyOfRole)])
  const isNow = (person: string | null) => (person === null ? now?.all !== undefined : named.has(person))
  if (before.some(({ person, holds }) => holds !== isNow(person))) return true
  // Where everybody was told once, and is mentioned no longer, whoever is named for the first time is not told.
  const known = new Set(before.map(({ person }) => person))
  return known.has(null) && !isNow(null) && [...named].some((person) => !known.has(person))
}

/** `before` are those who were ever told of the message. */
export const mentionChange = (before: readonly MentionRow[], now: Mentions | undefined): MentionChange => {
  const told = now && newly(before, now)
  return {
    ...(now ? { mentions: now } : {}),
    ...(told ? { told } : {}),
    ...(isOther(before, now) ? { unmentions: true } : {}),
  }
}
