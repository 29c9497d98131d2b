/** What Postgres does for each of many, by its own counts. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Of the whole database, whoever asks. */
const countsSql = `
  select (blks_hit + blks_read)::float8 as buffers, (tup_inserted + tup_updated + tup_deleted)::float8 as rows
  from pg_stat_database where datname = current_database()`

export interface PostgresCost {
  /** Pages looked at. */
  readonly buffers: number
  /** Rows written, those of indexes not counted. */
  readonly rows: number
}

/**
 * Each call resolves to what Postgres has done since the one before, for one of so many. Connections that are idle tell within `tellMs`
 * milliseconds what they have done. Whatever else goes on is in it, so there should be many.
 */
export const watchPostgres = async (client: pg.Client, tellMs: number) => {
  const counts = async (): Promise<PostgresCost> => {
    await sleep(tellMs)
    return (await client.query<PostgresCost>(countsSql)).rows[0] as PostgresCost
  }
  let before = await counts()
  return async (times: number): Promise<PostgresCost> => {
    const { buffers, rows } = before
    before = await counts()
    return { buffers: (before.buffers - buffers) / times, rows: (before.rows - rows) / times }
  }
}
