/** The connection pool, with the types and settings that every query of ours relies on. */
import pg from 'pg'
import { applicationName } from './epoch.ts'
import { TooLate } from './limit.ts'
import type { Log } from './log.ts'
import { isOtherHistory } from './other-history.ts'

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

/**
 * The generic plan is forced: planning one message anew costs more than carrying it out (0.60 ms against 0.39 ms). Such
 * a plan is made once, perhaps on an empty table, and kept while it grows; so what is quick on small tables only is
 * ruled out. Every statement of a service is a probe by key.
 */
const planning = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]

/** Whoever has no connection by then is told that Postgres is not to be had. */
export const connectWithinMs = 5_000

export const makePool = ({ url, schema, size, log, enter }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types: types as unknown as pg.CustomTypesConfig,
    options: [`search_path=${schema}`, ...planning].map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: applicationName(schema),
    ...(enter ? { onConnect: enter as pg.PoolConfig['onConnect'] & {} } : {}),
  })
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

/** Classes of SQLSTATE, or codes, that say the server or the way to it failed, and not the statement. */
const serverFault = /^(08|53|57P|25006|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/
const brokenConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/i

/** Whether trying again later, unchanged, may help. */
export const isServerFault = (reason: unknown): boolean => {
  if (reason instanceof TooLate || isOtherHistory(reason)) return true
  const { code, message } = reason as { code?: string; message?: string }
  return serverFault.test(code ?? '') || brokenConnection.test(message ?? '')
}

/** Deadlock or serialization failure: the transaction did nothing and may be run again at once. */
export const isRetryable = (reason: unknown): boolean =>
  /^(40001|40P01)$/.test((reason as { code?: string }).code ?? '')
