import type { Log } from '@parley/service-kit'
import { Redis } from 'ioredis'

/** A connection that fails at once instead of making callers wait, and comes back by itself. */
export const openRedis = (url: string, log: Log): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 500,
    retryStrategy: (tries) => Math.min(tries * 100, 2_000),
  })
  let reported = false
  redis.on('error', (err: Error) => {
    if (!reported) log.warn({ err }, 'Redis is gone; failed logins are counted in memory until it is back')
    reported = true
  })
  redis.on('ready', () => {
    if (reported) log.info('Redis is back')
    reported = false
  })
  return redis
}
