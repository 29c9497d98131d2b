/**
 * What gateways tell each other, by Redis, of what accounts and addresses have used. Each decides by itself and at once, and settles
 * afterwards: nobody waits for Redis, and without it each counts for itself. Who comes to many gateways has at each of them, before the
 * others know, a quarter of what may come at once, and what passes until the next settlement.
 *
 *   <prefix>:rate:{<name>}:<kind>    the moment at which the allowance is whole, in milliseconds by the clock of Redis; ends by itself
 */
import { type Log, openRedisClient, type RedisAddress, steadyNow, warnSeldom } from '@parley/service-kit'
import type { Allowance, Counted, Rate, Rates } from './rates.ts'

const settleMs = 200
/** Who has used less of what may come at once is not worth a question. */
const settledShare = 4
/** Settled in one go; the others are next. */
const mostAtOnce = 1_000
const withinMs = 1_000

/**
 * KEYS[1]: the allowance. ARGV[1]: milliseconds that were used up. ARGV[2]: in how many milliseconds until now that was, so that of one gateway
 * alone it comes to what that has counted itself. ARGV[3]: milliseconds of debt at most, so that nobody is held up for long by what many
 * gateways let through at once. Answers in how many milliseconds it is whole.
 */
const script = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - tonumber(ARGV[2])) + tonumber(ARGV[1])
  whole = math.max(now, math.min(whole, now + tonumber(ARGV[3])))
  redis.call('SET', KEYS[1], string.format('%.3f', whole), 'PX', math.ceil(whole - now) + 1000)
  return string.format('%.3f', whole - now)`

/** What was used of one allowance; times in milliseconds, as in `script`. */
export interface Used {
  readonly usedMs: number
  readonly overMs: number
  readonly mostMs: number
}

/** Answers in how many milliseconds the allowance of this key is whole. */
export type Settle = (key: string, used: Used) => Promise<number>

/** What an account does, and what an address does; the rest is of one gateway alone. */
const shared: ReadonlySet<Counted> = new Set<Counted>([
  'read',
  'write',
  'send',
  'login',
  'refresh',
  'bytes',
  'handshake',
  'arrival',
  'badToken',
])

export class SharedRates {
  readonly #rates: Rates
  readonly #settle: Settle
  readonly #due = new Map<Counted, Set<Allowance>>()

  constructor(rates: Rates, settle: Settle) {
    this.#rates = rates
    this.#settle = settle
  }

  /** Something was taken. */
  took(allowance: Allowance, kind: Counted): void {
    const { atOnce } = this.#rates[kind]
    if (allowance.untold(kind) * settledShare < atOnce || !shared.has(kind)) return
    const due = this.#due.get(kind)
    if (due) due.add(allowance)
    else this.#due.set(kind, new Set([allowance]))
  }

  /** Never rejects: what cannot be told counts here all the same. */
  async settle(): Promise<void> {
    const settling: Promise<void>[] = []
    for (const [kind, due] of this.#due)
      for (const allowance of due) {
        if (settling.length >= mostAtOnce) break
        due.delete(allowance)
        settling.push(this.#settleOne(allowance, kind, this.#rates[kind]))
      }
    await Promise.all(settling)
  }

  async #settleOne(allowance: Allowance, kind: Counted, { perSecond, atOnce }: Rate): Promise<void> {
    const { weight, overMs } = allowance.tell(kind, steadyNow())
    const used = { usedMs: (weight * 1_000) / perSecond, overMs, mostMs: (2 * atOnce * 1_000) / perSecond }
    const wholeInMs = await this.#settle(`{${allowance.name}}:${kind}`, used).catch(() => undefined)
    if (wholeInMs !== undefined) allowance.holdUntil(kind, steadyNow() + wholeInMs)
  }
}

/** Until disposed. */
export const openSettling = (
  address: RedisAddress,
  prefix: string,
  log: Log,
): Disposable & { readonly settle: Settle } => {
  const warn = warnSeldom(log)
  const client = openRedisClient(address, withinMs)
  client.on('error', (err: Error) => warn({ err }, 'Redis fails: each gateway holds limits by itself until it is back'))
  return {
    settle: async (key, used) => {
      const times = [used.usedMs, used.overMs, used.mostMs].map((ms) => ms.toFixed(3))
      return Number(await client.eval(script, 1, `${prefix}:rate:${key}`, ...times))
    },
    [Symbol.dispose]: () => client.disconnect(),
  }
}

export const settleEveryMs = settleMs
