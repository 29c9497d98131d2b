/**
 * Counts of what people try, in Redis so that all processes share them. Redis may be flushed or gone: then each process
 * counts in its own memory, from zero, and nobody is locked out or let in without limit.
 *
 *   <prefix>:log-ins:<address or IPv6 /64>             log-ins and sign-ups, good or bad: RATE_LOGIN a second
 *   <prefix>:refreshes:<address or IPv6 /64>           refreshes and log-outs: RATE_REFRESH a second
 *   <prefix>:login-address:<address or IPv6 /64>       failed log-ins, for ATTEMPT_WINDOW_SECONDS from the first
 *   <prefix>:login-pair:<SHA-256 of username and address>        the same
 *   <prefix>:login-everywhere:<SHA-256 of the username>          the same, for four times as long
 *   <prefix>:login-device:<session>                    the same as the first, of a device that has logged in before
 *   <prefix>:sign-up-address:<address or IPv6 /64>     sign-ups, likewise
 *
 * Who fails is held up where they are, and not whom they try: the owner gets in from elsewhere. Who tries one account
 * from many addresses meets the count of all of them; that never holds up a device that has logged in before, which has
 * a count of its own and no other. The username is hashed because people type their password into the wrong field.
 */
import { createHash } from 'node:crypto'
import { fail } from '@parley/protocol'
import { addressKey } from '@parley/service-kit'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

export interface AttemptLimits {
  readonly loginsPerSecond: number
  readonly refreshesPerSecond: number
  readonly perPair: number
  readonly perAddress: number
  readonly everywhere: number
  readonly signUpsPerAddress: number
  readonly windowSeconds: number
}

/** Who tries to log in, as what, from where. */
export interface Try {
  /** As it was typed: names that nobody has are counted like others. */
  readonly username: string
  readonly address: string
  /** The session in which this device has logged in to this account before. */
  readonly device: string | undefined
}

export interface Attempts {
  /** Each takes one of what its address has in this moment. Throws RATE_LIMITED. */
  allow(kind: 'log-in' | 'refresh', address: string): Promise<void>
  /** Counts a login as failed, before it is looked at: many at once must not all pass. Throws TOO_MANY_ATTEMPTS. */
  login(attempt: Try): Promise<void>
  /** Takes back what `login` counted, and the failures before it of the same account from the same place. */
  loggedIn(attempt: Try): Promise<void>
  signUp(address: string): Promise<void>
}

/** What may come at once is what comes in so many seconds. */
const burstSeconds = 2
/** How much longer failures of one account count that come from everywhere. */
const everywhereTimes = 4

/** Resolves to the milliseconds to wait; 0 where it may pass. */
const waitFor = async (limiter: RateLimiterRedis, key: string): Promise<number> => {
  try {
    await limiter.consume(key)
    return 0
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return Math.max(1, Math.ceil(reason.msBeforeNext))
    throw reason
  }
}

const take = async (limiter: RateLimiterRedis, key: string): Promise<void> => {
  const wait = await waitFor(limiter, key)
  if (wait > 0) fail('TOO_MANY_ATTEMPTS', { retry_ms: wait })
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const pairKey = ({ username, address }: Try) => digest(`${addressKey(address)} ${username}`)

export const openAttempts = (redis: Redis, prefix: string, limits: AttemptLimits): Attempts => {
  const limiter = (name: string, points: number, duration = limits.windowSeconds) => {
    const options = { points, duration, keyPrefix: `${prefix}:${name}` }
    const insuranceLimiter = new RateLimiterMemory(options)
    return new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter })
  }
  const perSecond = (name: string, count: number) => limiter(name, count * burstSeconds, burstSeconds)
  const allowances = {
    'log-in': { setting: 'RATE_LOGIN', limiter: perSecond('log-ins', limits.loginsPerSecond) },
    refresh: { setting: 'RATE_REFRESH', limiter: perSecond('refreshes', limits.refreshesPerSecond) },
  }
  const pairs = limiter('login-pair', limits.perPair)
  const devices = limiter('login-device', limits.perPair)
  const addresses = limiter('login-address', limits.perAddress)
  const everywhere = limiter('login-everywhere', limits.everywhere, limits.windowSeconds * everywhereTimes)
  const signUps = limiter('sign-up-address', limits.signUpsPerAddress)

  return {
    allow: async (kind, address) => {
      const { setting: limit, limiter } = allowances[kind]
      const wait = address ? await waitFor(limiter, addressKey(address)) : 0
      if (wait > 0) fail('RATE_LIMITED', { limit, retry_ms: wait })
    },
    // What is the caller's alone comes first: one that is refused must not use up what others share.
    login: async (attempt) => {
      const { username, address, device } = attempt
      if (device) return take(devices, device)
      await take(pairs, pairKey(attempt))
      if (address) await take(addresses, addressKey(address))
      await take(everywhere, digest(username))
    },
    // The count of everywhere is not forgotten: a program that logs in often would open its account to guessing.
    loggedIn: async (attempt) => {
      const { username, address, device } = attempt
      if (device) await devices.delete(device)
      else
        await Promise.all([
          pairs.delete(pairKey(attempt)),
          everywhere.reward(digest(username)),
          address && addresses.reward(addressKey(address)),
        ])
    },
    signUp: async (address) => {
      if (address) await take(signUps, addressKey(address))
    },
  }
}
