import { createHash } from 'node:crypto'

/** As the platform names itself to Redis. */
export const redisUser = 'parley'

const allowed = ['@read', '@write', '@connection', '@scripting', '@transaction']

/**
 * What the user of the platform may do: use its own keys. It cannot empty Redis, which would lift every limit, nor configure
 * it, nor look at what others do. INFO is how a client finds out that Redis is ready.
 */
const rights = (prefix: string): string =>
  `~${prefix}:* resetchannels -@all ${allowed.map((group) => `+${group}`).join(' ')} -@dangerous +info`

/** The users of a Redis as lines of its configuration: one, and nobody comes in without its password, which they do not tell. */
export const redisUsers = (prefix: string, password: string): string => {
  const digest = createHash('sha256').update(password).digest('hex')
  return `user default off\nuser ${redisUser} on #${digest} ${rights(prefix)}\n`
}
