/**
 * Redis for counts that all processes share. Where it cannot be written to, each process counts by itself: that is told in
 * the log and in a metric, with the reason, for as long as it lasts, and Redis is used again once it takes a write.
 */
import { type Log, openRedisClient, type RedisAddress, type RedisClient, tellWhile } from '@parley/service-kit'

/** Why attempts are counted in memory. */
export const whysInMemory = ['gone', 'replica', 'full', 'sentinel', 'refused', 'failed'] as const
export type WhyInMemory = (typeof whysInMemory)[number]

/** What the counters ask of a client of Redis, whichever one there is at the moment. */
export interface Store {
  /** `ready` where it may be asked. */
  readonly status: string
  defineCommand(name: string, definition: { numberOfKeys?: number; lua?: string }): void
  rlflxIncr(args: unknown[]): Promise<unknown>
  del(key: string): Promise<number>
}

export interface SharedRedis extends Disposable {
  readonly store: Store
  /** Nothing while counts are shared. */
  readonly why: WhyInMemory | undefined
}

const said: readonly (readonly [RegExp, WhyInMemory])[] = [
  [/^READONLY/, 'replica'],
  [/^OOM/, 'full'],
  [/^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR invalid password)/, 'refused'],
  [/connect|closed|timed? ?out|ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|writeable|unreachable|refresh slots/i, 'gone'],
]

const messageOf = (reason: Error & { lastNodeError?: Error }): string => reason.lastNodeError?.message ?? reason.message
export const whyOf = (message: string): WhyInMemory => said.find(([form]) => form.test(message))?.[1] ?? 'failed'

const inMemory = 'attempts are counted in memory, by each process for itself'
const words: Readonly<Record<WhyInMemory, string>> = {
  gone: `Redis is gone; ${inMemory}, until it is back`,
  replica: `Redis is a replica and takes no writes; ${inMemory}. Name the primary, or the Sentinels, in REDIS_URL`,
  full: `Redis is full; ${inMemory}. Give it more memory, or a maxmemory-policy that lets go of something`,
  sentinel: `REDIS_URL is the address of a Sentinel; ${inMemory}. Write redis+sentinel://<host>:<port>/<name of the primary>`,
  refused: `Redis refuses the user or the password of REDIS_URL; ${inMemory}`,
  failed: `Redis fails; ${inMemory}`,
}

/** These last until somebody mends them: it is not asked for each count. */
const lasting: ReadonlySet<WhyInMemory> = new Set(['replica', 'full', 'sentinel', 'refused'])

const lookAgainMs = 1_000
/** Nobody who logs in waits longer to be counted. */
const withinMs = 500

const factsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info.split(/\r?\n/).map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1)]
    }),
  )

class Shared implements SharedRedis {
  readonly #address: RedisAddress
  readonly #key: string
  readonly #log: Log
  readonly #commands = new Map<string, Parameters<Store['defineCommand']>[1]>()
  #client: RedisClient
  #why: WhyInMemory | undefined
  #reason = ''
  #telling: Disposable | undefined
  readonly #timer: NodeJS.Timeout

  constructor(address: RedisAddress, key: string, log: Log) {
    this.#address = address
    this.#key = key
    this.#log = log
    this.#client = this.#open(address)
    this.#timer = setInterval(() => void this.#lookAgain(), lookAgainMs)
    this.#timer.unref()
  }

  get why(): WhyInMemory | undefined {
    return this.#why ?? (this.#client.status === 'ready' ? undefined : 'gone')
  }

  readonly store: Store = (() => {
    const shared = this
    return {
      get status() {
        return shared.#why && lasting.has(shared.#why) ? 'not to be asked' : shared.#client.status
      },
      defineCommand: (name, definition) => {
        shared.#commands.set(name, definition)
        shared.#client.defineCommand(name, definition as never)
      },
      rlflxIncr: (args) => shared.#noting((shared.#client as unknown as Store).rlflxIncr(args)),
      del: (key) => shared.#noting(shared.#client.del(key)),
    }
  })()

  async #noting<T>(asked: Promise<T>): Promise<T> {
    try {
      const answer = await asked
      if (this.#why) this.#fine()
      return answer
    } catch (reason) {
      this.#note(reason as Error)
      throw reason
    }
  }

  #open(address: RedisAddress): RedisClient {
    const client = openRedisClient(address, withinMs)
    for (const [name, definition] of this.#commands) client.defineCommand(name, definition as never)
    client.on('error', (reason: Error) => this.#note(reason))
    client.on('ready', () => void this.#look().catch((reason: Error) => this.#note(reason)))
    return client
  }

  /** What Redis is, and whether it takes a write. */
  async #look(): Promise<void> {
    const client = this.#client
    if (!('nodes' in client)) {
      const facts = factsOf(await client.info().catch(() => ''))
      if (facts.get('redis_mode') === 'sentinel') return this.#troubled('sentinel', 'redis_mode is sentinel')
      if (facts.get('redis_mode') === 'cluster') return this.#beCluster()
      if (facts.get('role') === 'slave') return this.#troubled('replica', 'its role is slave')
    }
    await client.set(this.#key, '1', 'PX', lookAgainMs)
    this.#fine()
  }

  async #lookAgain(): Promise<void> {
    if (!this.#why) return
    if (this.#why === 'replica' && !('nodes' in this.#client) && this.#client.status === 'ready')
      return this.#client.disconnect(true)
    if (this.#client.status === 'ready') await this.#look().catch((reason: Error) => this.#note(reason))
  }

  /** One node knows all others: its address will do for a Cluster. */
  #beCluster(): void {
    this.#log.info('REDIS_URL is a node of a Cluster, which is used as one')
    this.#client.disconnect()
    this.#client = this.#open({ ...this.#address, kind: 'cluster', db: 0 })
  }

  #note(reason: Error): void {
    const message = messageOf(reason)
    this.#troubled(whyOf(message), message)
  }

  #troubled(why: WhyInMemory, reason: string): void {
    this.#reason = reason
    if (this.#why === why) return
    // That a line breaks is of no interest where we broke it, to look for another one.
    if (why === 'gone' && this.#why && lasting.has(this.#why)) return
    this.#why = why
    this.#log.warn({ why, reason }, words[why])
    this.#telling ??= tellWhile(() =>
      this.#log.warn({ why: this.#why, reason: this.#reason }, `Redis is not in use still: ${inMemory}`),
    )
  }

  #fine(): void {
    if (!this.#why) return
    this.#why = undefined
    this.#telling?.[Symbol.dispose]()
    this.#telling = undefined
    this.#log.info('Redis is back: attempts are counted there again')
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#telling?.[Symbol.dispose]()
    this.#client.disconnect()
  }
}

/** `key` is written to find out whether Redis takes a write. */
export const openRedis = (address: RedisAddress, key: string, log: Log): SharedRedis => new Shared(address, key, log)
