import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

const behindSql = `
  select count(*)::int as rooms from chat.stream
  where id = any($1::uuid[]) and head - coalesce((select max(last) from chat.stretch where room = stream.id), 0) >= 32`

/** Waits until what was filled into these rooms is made ready for search. */
export const untilCovered = async (client: pg.Client, rooms: readonly string[]): Promise<void> => {
  for (;;) {
    const { rows } = await client.query<{ rooms: number }>(behindSql, [rooms])
    if (rows[0]?.rooms === 0) return
    await sleep(1_000)
  }
}
