import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Of the whole database, whoever reads. */
const blocksSql = `
  select (blks_hit + blks_read)::float8 as blocks from pg_stat_database where datname = current_database()`

interface Asked {
  /** How often, one after the other: so many that what others read meanwhile is little for each. */
  readonly times: number
  /** Connections that are idle tell within so long what they have read; milliseconds. */
  readonly tellMs: number
}

/** Resolves to the pages of Postgres that are looked at for one answer, by all statements behind it; less what is read while nobody asks. */
export const blocksOf = async (client: pg.Client, { times, tellMs }: Asked, ask: () => Promise<unknown>) => {
  const total = async () => {
    await sleep(tellMs)
    return (await client.query<{ blocks: number }>(blocksSql)).rows[0]?.blocks ?? 0
  }
  const begun = await total()
  const start = performance.now()
  for (let left = times; left > 0; left--) await ask()
  const lasted = performance.now() - start
  const asked = await total()
  await sleep(lasted)
  const rested = await total()
  return (asked - begun - (rested - asked)) / times
}
