/** The connection pool, with the types that every query of ours relies on. */
import pg from 'pg'
import { applicationName } from './epoch.ts'
import type { Log } from './log.ts'
import { clientConfig, explained, isOfTheWay, type Way, waysOf } from './postgres-connect.ts'
import { isChangedPlan, isMixedUp, kindOf, NotConnected } from './postgres-faults.ts'
import { prepareSession, silentAfterMs } from './postgres-session.ts'
import { addressOf, type PostgresAddress } from './postgres-url.ts'
import { Statements } from './statements.ts'
import { steadyNow } from './steady-clock.ts'

const int8 = 20

/** Positions and counts arrive as numbers: they fit a double, and are turned once, here. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
}

export interface PoolOptions {
  readonly url: string
  readonly schema: string
  /** Connections at most. */
  readonly size: number
  readonly log: Log
  /** Awaited for each new connection before anybody gets it; what it throws ends the connection. */
  readonly enter?: (client: pg.ClientBase) => Promise<void>
}

/** Whoever has no connection by then is told that Postgres is not to be had. */
export const connectWithinMs = 5_000

type Taken = (
  reason: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (reason?: Error | boolean) => void,
) => void

/** Connections by the way that the server wants, of which none outlives what it was opened to. */
export class Pool extends pg.Pool {
  readonly statements = new Statements()
  readonly #log: Log
  readonly #ways: readonly Way[]
  readonly #born = new WeakMap<object, number>()
  /** Connections opened before this time are used no more. */
  #since = 0

  constructor(config: pg.PoolConfig, address: PostgresAddress, log: Log) {
    const ways = waysOf(address)
    super({ ...clientConfig(address, config.application_name), ...config, ssl: ways[0] ?? false })
    this.#ways = ways
    this.#log = log
    this.on('connect', (client) => void this.#born.set(client, steadyNow()))
  }

  /** Lends a connection to `work`. One that is not to be trusted after it is not given back. */
  async use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client: pg.PoolClient = await this.connect()
    let broken: Error | undefined
    const onBroken = (reason: Error) => {
      broken = reason
    }
    // A connection that breaks between two statements of ours says so here, and would end the process if nobody heard.
    client.on('error', onBroken)
    try {
      return await work(client)
    } catch (reason) {
      if (kindOf(reason).drops !== 'nothing') onBroken(reason as Error)
      this.#learn(reason)
      throw reason
    } finally {
      client.off('error', onBroken)
      client.release(broken)
    }
  }

  #learn(err: unknown): void {
    if (isChangedPlan(err)) this.statements.renew()
    if (isMixedUp(err) && this.statements.stopNaming())
      this.#log.warn({ err }, 'the pooler keeps no prepared statements: going on without, which costs Postgres more')
    if (kindOf(err).drops !== 'older') return
    this.retireOpen()
    this.#log.warn({ err }, 'Postgres is not what it was: every connection is opened anew')
  }

  /** What is open now leads to a server that is not what it was: no later statement gets it. */
  retireOpen(): void {
    this.#since = steadyNow()
  }

  // biome-ignore lint/suspicious/noExplicitAny: the library declares two shapes, with a callback and without
  override connect(taken?: Taken): any {
    const taking = this.#take()
    if (!taken) return taking
    taking.then(
      (client) => taken(undefined, client, client.release),
      (reason) => taken(reason, undefined, () => {}),
    )
  }

  async #take(): Promise<pg.PoolClient> {
    for (let waysLeft = this.#ways.length; ; ) {
      const tried = this.options.ssl
      try {
        const client = await super.connect()
        if ((this.#born.get(client) ?? 0) >= this.#since) return client
        client.release(true)
      } catch (reason) {
        if (--waysLeft < 1 || !this.#turn(reason, tried)) throw new NotConnected(explained(reason))
      }
    }
  }

  /** Whether there is another way; the next connections take it. Of many that failed by one way the first turns to the other. */
  #turn(reason: unknown, tried: unknown): boolean {
    if (!isOfTheWay(reason) || this.#ways.length < 2) return false
    const { options } = this
    if (options.ssl === tried) options.ssl = this.#ways.find((way) => way !== tried) as Way
    return true
  }
}

export const makePool = ({ url, schema, size, log, enter }: PoolOptions): Pool => {
  const address = addressOf(url)
  let isTold = false
  const tell = (lacking: readonly string[]) => {
    if (lacking.length > 0 && !isTold)
      log.warn(
        { lacking },
        'the pooler hands out connections without these settings; run "parley migrate", and let it connect anew',
      )
    isTold = lacking.length > 0
  }
  const pool = new Pool(
    {
      max: size,
      types: types as unknown as pg.CustomTypesConfig,
      connectionTimeoutMillis: connectWithinMs,
      query_timeout: silentAfterMs,
      application_name: [applicationName(schema), address.applicationName].filter(Boolean).join(' '),
      onConnect: (async (client: pg.ClientBase) => {
        tell(await prepareSession(client, schema))
        await enter?.(client)
      }) as pg.PoolConfig['onConnect'] & {},
    },
    address,
    log,
  )
  // One that breaks in the moment in which it is handed over has no listener yet, and would end the process. Whoever got
  // it hears of it from the first query.
  pool.on('connect', (client) => void client.on('error', () => {}))
  pool.on('error', (err) => {
    // pg hangs the whole connection on the error: pages of it, and the key that cancels its queries.
    Reflect.deleteProperty(err, 'client')
    if (!pool.ending) log.warn({ err }, 'an idle Postgres connection broke')
  })
  return pool
}
