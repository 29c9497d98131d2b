/** What a new account may have less of. */
import type { Caller, Queryable } from '@parley/service-kit'
import type { Context } from './context.ts'
import type { Count } from './rules.ts'
import { newnessOf } from './store/people.ts'

type Limits = {
  readonly requests: { readonly usual: 'OPEN_REQUESTS_PER_ACCOUNT'; readonly ofNew: 'OPEN_REQUESTS_OF_NEW' }
  readonly invitations: { readonly usual: 'OPEN_INVITATIONS_PER_ACCOUNT'; readonly ofNew: 'OPEN_INVITATIONS_OF_NEW' }
}
const limits: Limits = {
  requests: { usual: 'OPEN_REQUESTS_PER_ACCOUNT', ofNew: 'OPEN_REQUESTS_OF_NEW' },
  invitations: { usual: 'OPEN_INVITATIONS_PER_ACCOUNT', ofNew: 'OPEN_INVITATIONS_OF_NEW' },
}

export interface Bound extends Pick<Count, 'most'> {
  /** The setting. */
  readonly limit: string
  /** When it is more by itself. */
  readonly until?: number
}

/** How many of these somebody may have open. Of those who run the platform, and of programs, age does not count. */
export const boundOf = async (
  { config }: Pick<Context, 'config'>,
  tx: Queryable,
  { user, trusted }: Pick<Caller, 'user' | 'trusted'>,
  what: keyof Limits,
): Promise<Bound> => {
  const { usual, ofNew } = limits[what]
  const isLess = !trusted && config[ofNew] < config[usual]
  const newness = isLess ? await newnessOf(tx, user, config.NEW_ACCOUNT_HOURS) : undefined
  if (!newness) return { limit: usual, most: config[usual] }
  return { limit: ofNew, most: config[ofNew], ...newness }
}
