/** The outbox is kept for so many days, and is watched for rows that nobody can read yet. */
import type { Database, Queryable } from './database.ts'

const pruneSql = `
  with gone as (
    delete from outbox where xid in (
      select xid from outbox
      where at < now() - make_interval(days => $1) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid limit $2
    ) returning xid
  )
  update history set pruned_xid = greatest(pruned_xid, (select max(xid) from gone))
  where exists (select 1 from gone)
  returning (select count(*) from gone) as pruned`

const mostPruned = 10_000

/**
 * Removes rows older than this, a bounded number at a time. A reader that was away longer reads everything anew. A row that
 * no reader can have yet stays: where it was gone, each position from which a first reading begins would be behind it.
 */
export const pruneOutbox = async (db: Database, days: number): Promise<number> => {
  const [row] = await db.query<{ pruned: number }>(pruneSql, [days, mostPruned])
  return row?.pruned ?? 0
}

/** All that are older. */
export const pruneAll = async (db: Database, days: number): Promise<number> => {
  for (let rows = 0; ; ) {
    const pruned = await pruneOutbox(db, days)
    rows += pruned
    if (pruned < mostPruned) return rows
  }
}

const heldSql = `
  select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as seconds
  from outbox where xid >= pg_snapshot_xmin(pg_current_snapshot())`

/** Seconds for which the oldest row that no reader can have yet has waited for transactions older than it. */
export const oldestHeld = async (db: Queryable): Promise<number> =>
  (await db.query<{ seconds: number }>(heldSql))[0]?.seconds ?? 0
