/** The tables of a service as an operator's task sees them, while the service runs. */
import { type Database, makeDatabase, type Queryable } from '../database.ts'
import { openPool } from '../history-pool.ts'
import { makeLog } from '../log.ts'
import type { Publisher } from '../publisher.ts'
import { makePool } from '../sql.ts'

export interface Checked extends AsyncDisposable {
  readonly db: Queryable
}

/** What fails is thrown, and what was done is told in other words. */
const log = () => makeLog('parley', 'silent')

/** Can change nothing. */
export const openToLook = (url: string, schema: string): Checked => {
  const pool = makePool({ url, schema, size: 1, log: log() })
  const query: Queryable['query'] = (sql, values) =>
    pool.use(async (client) => {
      await client.query('begin read only')
      try {
        return (await client.query(sql, values as unknown[])).rows
      } finally {
        await client.query('rollback')
      }
    })
  return { db: { query }, [Symbol.asyncDispose]: () => pool.end() }
}

/** Gateways and followers find what is appended by comparing positions, as after any message of NATS that is lost. */
const silent: Publisher = { publish: () => {}, signal: () => {}, signals: () => {}, lookAgain: () => {} }

export interface Mended extends Checked {
  readonly db: Database
  /** Begins another epoch: everybody who follows the service reads anew. */
  readonly beginAnew: () => Promise<void>
}

export const openToMend = async (url: string, schema: string): Promise<Mended> => {
  const { pool, history } = openPool({ url, schema, size: 2, log: log() })
  try {
    await history.look()
  } catch (reason) {
    await pool.end()
    throw reason
  }
  const db = makeDatabase(pool, history, silent)
  return { db, beginAnew: () => history.begin(db.epoch), [Symbol.asyncDispose]: () => pool.end() }
}
