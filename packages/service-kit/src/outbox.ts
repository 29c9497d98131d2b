/**
 * What this service has committed, for other services to read in commit order: the outbox is the log between services,
 * and its reader keeps its own position. NATS only rings.
 */
import type { EventFrame, OutboxPage, OutboxPosition, OutboxQuestion, StreamKind } from '@parley/protocol'
import type { Bus } from './bus.ts'
import { type Database, streamName } from './database.ts'

interface Row {
  readonly xid: string
  readonly stream: string
  readonly kind: StreamKind
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  readonly body: Record<string, unknown>
}

const columns = `
  event.stream, stream.kind, event.seq, event.ev, event.by, event.body,
  floor(extract(epoch from event.at) * 1000)::bigint as at`

/** Below the oldest transaction still under way, so that none slips in behind a position. */
const horizonSql = `select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as xid`

const scanSql = `
  select '' as xid, ${columns}
  from event join stream on stream.id = event.stream
  where (event.stream, event.seq) > ($1, $2)
  order by event.stream, event.seq limit $3`

/** Whole transactions: `$2` counts transactions. */
const sinceSql = `
  select outbox.xid::text as xid, ${columns}
  from (
    select * from outbox
    where xid > $1::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid limit $2
  ) outbox
  cross join lateral unnest(outbox.streams, outbox.firsts, outbox.lasts) as part (stream, first, last)
  join event on event.stream = part.stream and event.seq between part.first and part.last
  join stream on stream.id = event.stream
  order by outbox.xid, event.stream, event.seq`

const toFrame = (row: Row): EventFrame => ({
  on: streamName(row.kind, row.stream),
  seq: row.seq,
  ev: row.ev,
  ...(row.by ? { by: row.by } : {}),
  at: row.at,
  is: row.body,
})

const beforeAll = { stream: '00000000-0000-0000-0000-000000000000', seq: 0 }

/** Everything still held, stream by stream, for a reader without a position. */
const scan = async (db: Database, position: OutboxPosition, limit: number): Promise<OutboxPage> => {
  const from = position.scan ?? beforeAll
  const rows = await db.query<Row>(scanSql, [from.stream, from.seq, limit])
  const last = rows.at(-1)
  const { epoch, xid } = position
  if (!last || rows.length < limit) return { events: rows.map(toFrame), next: { epoch, xid }, more: true }
  return { events: rows.map(toFrame), next: { epoch, xid, scan: { stream: last.stream, seq: last.seq } }, more: true }
}

const since = async (db: Database, position: OutboxPosition, limit: number): Promise<OutboxPage> => {
  const rows = await db.query<Row>(sinceSql, [position.xid, limit])
  const last = rows.at(-1)
  if (!last) return { events: [], next: position, more: false }
  return { events: rows.map(toFrame), next: { epoch: position.epoch, xid: last.xid }, more: true }
}

const prunedSql = `select pruned_xid::text as xid from history`

/** Whether a position can be continued: same history, and nothing after it has been pruned. */
const canContinue = async (db: Database, position: OutboxPosition): Promise<boolean> => {
  if (position.epoch !== db.epoch) return false
  if (position.scan) return true
  const [pruned] = await db.query<{ xid: string | null }>(prunedSql)
  return !pruned?.xid || BigInt(position.xid) >= BigInt(pruned.xid)
}

/** A page after a position; a position that cannot be continued, or none, begins a new first reading. */
export const readOutbox = async (db: Database, { after, limit }: OutboxQuestion): Promise<OutboxPage> => {
  if (after && (await canContinue(db, after))) return after.scan ? scan(db, after, limit) : since(db, after, limit)
  const [horizon] = await db.query<{ xid: string }>(horizonSql)
  return scan(db, { epoch: db.epoch, xid: horizon?.xid ?? '0', scan: beforeAll }, limit)
}

const pruneSql = `
  with gone as (
    delete from outbox where xid in (
      select xid from outbox where at < now() - make_interval(days => $1) order by xid limit $2
    ) returning xid
  )
  update history set pruned_xid = greatest(pruned_xid, (select max(xid) from gone))
  where exists (select 1 from gone)
  returning (select count(*) from gone) as pruned`

/** Removes rows older than this, a bounded number at a time. A reader that was away longer reads everything anew. */
export const pruneOutbox = async (db: Database, days: number, most = 10_000): Promise<number> => {
  const [row] = await db.query<{ pruned: number }>(pruneSql, [days, most])
  return row?.pruned ?? 0
}

export const answerOutbox = (bus: Bus, service: 'auth' | 'chat', db: Database): Disposable => {
  const subscription = bus.answer(bus.subjects.outbox(service), service, (question: OutboxQuestion) => readOutbox(db, question))
  return { [Symbol.dispose]: () => void subscription.drain() }
}
