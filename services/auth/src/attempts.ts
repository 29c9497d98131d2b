/**
 * Counts of failed logins and of sign-ups, in Redis so that all processes share them. Redis may be flushed or gone: then
 * each process counts in its own memory, from zero, and nobody is locked out or let in without limit.
 *
 *   <prefix>:login-account:<SHA-256 of the username>   attempts, for ATTEMPT_WINDOW_SECONDS from the first
 *   <prefix>:login-address:<address or IPv6 /64>       the same
 *   <prefix>:sign-up-address:<address or IPv6 /64>     the same
 *
 * The username is hashed because people type their password into the wrong field.
 */
import { createHash } from 'node:crypto'
import { fail } from '@parley/protocol'
import { addressKey } from '@parley/service-kit'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

export interface AttemptLimits {
  readonly perAccount: number
  readonly perAddress: number
  readonly signUpsPerAddress: number
  readonly windowSeconds: number
}

export interface Attempts {
  /** Counts a login as failed, before it is looked at: many at once must not all pass. Throws TOO_MANY_ATTEMPTS. */
  login(username: string, address: string): Promise<void>
  /** Takes back what `login` counted, and the failures of this account before it. */
  loggedIn(username: string, address: string): Promise<void>
  signUp(address: string): Promise<void>
}

const take = async (limiter: RateLimiterRedis, key: string): Promise<void> => {
  try {
    await limiter.consume(key)
  } catch (reason) {
    if (reason instanceof RateLimiterRes) fail('TOO_MANY_ATTEMPTS', { retry_ms: reason.msBeforeNext })
    throw reason
  }
}

const accountKey = (username: string) => createHash('sha256').update(username).digest('base64url')

export const openAttempts = (redis: Redis, prefix: string, limits: AttemptLimits): Attempts => {
  const limiter = (name: string, points: number) => {
    const options = { points, duration: limits.windowSeconds, keyPrefix: `${prefix}:${name}` }
    const insuranceLimiter = new RateLimiterMemory(options)
    return new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter })
  }
  const accounts = limiter('login-account', limits.perAccount)
  const addresses = limiter('login-address', limits.perAddress)
  const signUps = limiter('sign-up-address', limits.signUpsPerAddress)

  return {
    // The address first: one that is refused must not use up the attempts of the account any further.
    login: async (username, address) => {
      if (address) await take(addresses, addressKey(address))
      await take(accounts, accountKey(username))
    },
    loggedIn: async (username, address) => {
      await accounts.delete(accountKey(username))
      if (address) await addresses.reward(addressKey(address))
    },
    signUp: async (address) => {
      if (address) await take(signUps, addressKey(address))
    },
  }
}
