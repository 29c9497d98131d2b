const allowed = ['@read', '@write', '@connection', '@scripting', '@transaction']

/**
 * What the user of the platform may do, as rules of Redis' access lists: use its own keys. It cannot empty Redis, which would
 * lift every limit, nor configure it, nor look at what others do. INFO is how a client finds out that Redis is ready.
 */
export const redisRights = (prefix: string): string =>
  `~${prefix}:* resetchannels -@all ${allowed.map((group) => `+${group}`).join(' ')} -@dangerous +info`
