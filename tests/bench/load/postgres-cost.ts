/** What Postgres does for each of many, by its own counts. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Pages of the whole database that were looked at, by whoever asks. */
const countSql = `
  select (blks_hit + blks_read)::float8 as buffers from pg_stat_database where datname = current_database()`

/**
 * Each call resolves to the pages that were looked at since the one before, for each of so many. Connections that are idle tell within
 * `tellMs` milliseconds what they have done. Whatever else goes on is in it, so there should be many.
 */
export const watchPostgres = async (client: pg.Client, tellMs: number) => {
  const count = async (): Promise<number> => {
    await sleep(tellMs)
    return (await client.query<{ buffers: number }>(countSql)).rows[0]?.buffers ?? Number.NaN
  }
  let before = await count()
  return async (times: number): Promise<number> => {
    const now = await count()
    const buffers = now - before
    before = now
    return buffers / times
  }
}
