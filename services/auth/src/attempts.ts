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
 *   <prefix>:names:<account>                           display names taken, for ATTEMPT_WINDOW_SECONDS from the first
 *   <prefix>:mails-of:<account>                        links sent for it, likewise
 *   <prefix>:mails-to:<SHA-256 of the address>         links sent there, likewise
 *   <prefix>:device-codes:<account, or address or IPv6 /64>       wrong codes of devices, likewise
 *   <prefix>:here                                      a moment: whether Redis takes a write
 *   <prefix>:sign-up-address:<address or IPv6 /64>     sign-ups, likewise
 *
 * Who fails is held up where they are, and not whom they try: the owner gets in from elsewhere. Who tries one account
 * from many addresses meets the count of all of them; that never holds up a device that has logged in before, which has
 * a count of its own and no other. The username is hashed because people type their password into the wrong field.
 */
import { createHash } from 'node:crypto'
import { type ErrorName, fail } from '@parley/protocol'
import { addressKey } from '@parley/service-kit'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { AuthLimit } from './metrics.ts'
import type { Store } from './redis.ts'

export interface AttemptLimits {
  readonly loginsPerSecond: number
  readonly refreshesPerSecond: number
  readonly perPair: number
  readonly perAddress: number
  readonly everywhere: number
  readonly signUpsPerAddress: number
  readonly nameChanges: number
  readonly mails: number
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
  /** Throws TOO_MANY_ATTEMPTS, as all but `allow` do. */
  changeName(account: string): Promise<void>
  /** A code of a device that somebody typed, counted as wrong; what it gives takes that back. */
  enterCode(account: string, address: string): Promise<() => Promise<void>>
  /** A link that an account has sent to an address. */
  mail(account: string, to: string): Promise<void>
}

/** What may come at once is what comes in so many seconds. */
const burstSeconds = 2
/** How much longer failures of one account count that come from everywhere. */
const everywhereTimes = 4

interface Counter {
  readonly limiter: RateLimiterRedis
  /** What the operator sets it by. */
  readonly limit: AuthLimit
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const pairKey = ({ username, address }: Try) => digest(`${addressKey(address)} ${username}`)

/** `met` is told of each refusal. */
export const openAttempts = (
  redis: Store,
  prefix: string,
  limits: AttemptLimits,
  met: (limit: AuthLimit) => void,
): Attempts => {
  const counter = (name: string, limit: AuthLimit, points: number, duration = limits.windowSeconds): Counter => {
    const options = { points, duration, keyPrefix: `${prefix}:${name}` }
    const insuranceLimiter = new RateLimiterMemory(options)
    const shared = { storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter }
    return { limit, limiter: new RateLimiterRedis({ ...options, ...shared }) }
  }
  const perSecond = (name: string, limit: AuthLimit, count: number) =>
    counter(name, limit, count * burstSeconds, burstSeconds)
  const allowances = {
    'log-in': perSecond('log-ins', 'RATE_LOGIN', limits.loginsPerSecond),
    refresh: perSecond('refreshes', 'RATE_REFRESH', limits.refreshesPerSecond),
  }
  const pairs = counter('login-pair', 'LOGIN_FAILURES_PER_ACCOUNT', limits.perPair)
  const devices = counter('login-device', 'LOGIN_FAILURES_PER_ACCOUNT', limits.perPair)
  const addresses = counter('login-address', 'LOGIN_FAILURES_PER_ADDRESS', limits.perAddress)
  const everywhereSeconds = limits.windowSeconds * everywhereTimes
  const everywhere = counter('login-everywhere', 'LOGIN_FAILURES_EVERYWHERE', limits.everywhere, everywhereSeconds)
  const signUps = counter('sign-up-address', 'SIGN_UPS_PER_ADDRESS', limits.signUpsPerAddress)
  const names = counter('names', 'NAME_CHANGES_PER_ACCOUNT', limits.nameChanges)

  const codes = counter('device-codes', 'LOGIN_FAILURES_PER_ACCOUNT', limits.perPair)

  const mailsOf = counter('mails-of', 'MAILS_PER_ACCOUNT', limits.mails)
  const mailsTo = counter('mails-to', 'MAILS_PER_ACCOUNT', limits.mails)

  const take = async ({ limiter, limit }: Counter, key: string, error: ErrorName): Promise<void> => {
    try {
      await limiter.consume(key)
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) throw reason
      met(limit)
      fail(error, { limit, retry_ms: Math.max(1, Math.ceil(reason.msBeforeNext)) })
    }
  }

  return {
    allow: async (kind, address) => {
      if (address) await take(allowances[kind], addressKey(address), 'RATE_LIMITED')
    },
    // What is the caller's alone comes first: one that is refused must not use up what others share.
    login: async (attempt) => {
      const { username, address, device } = attempt
      if (device) return take(devices, device, 'TOO_MANY_ATTEMPTS')
      await take(pairs, pairKey(attempt), 'TOO_MANY_ATTEMPTS')
      if (address) await take(addresses, addressKey(address), 'TOO_MANY_ATTEMPTS')
      await take(everywhere, digest(username), 'TOO_MANY_ATTEMPTS')
    },
    // The count of everywhere is not forgotten: a program that logs in often would open its account to guessing.
    loggedIn: async (attempt) => {
      const { username, address, device } = attempt
      if (device) await devices.limiter.delete(device)
      else
        await Promise.all([
          pairs.limiter.delete(pairKey(attempt)),
          everywhere.limiter.reward(digest(username)),
          address && addresses.limiter.reward(addressKey(address)),
        ])
    },
    signUp: async (address) => {
      if (address) await take(signUps, addressKey(address), 'TOO_MANY_ATTEMPTS')
    },
    changeName: (account) => take(names, account, 'TOO_MANY_ATTEMPTS'),
    enterCode: async (account, address) => {
      const places = [account, ...(address ? [addressKey(address)] : [])]
      for (const place of places) await take(codes, place, 'TOO_MANY_ATTEMPTS')
      return async () => {
        await Promise.all(places.map((place) => codes.limiter.reward(place)))
      }
    },
    mail: async (account, to) => {
      await take(mailsOf, account, 'TOO_MANY_ATTEMPTS')
      await take(mailsTo, digest(to), 'TOO_MANY_ATTEMPTS')
    },
  }
}
