/**
 * What this service has committed, for other services to read: the outbox is the log between services, and its reader
 * keeps its own position. NATS only rings.
 */
import type { EventFrame, OutboxPage, OutboxPosition, OutboxQuestion, StreamKind } from '@parley/protocol'
import type { Bus } from './bus.ts'
import { type Database, type InEpoch, type Queryable, streamName } from './database.ts'
import { itemBytes, mostAtOnce, takeFitting } from './fitting.ts'
import { OtherHistory } from './other-history.ts'

interface Row extends InEpoch {
  readonly xid: string
  readonly stream: string
  readonly kind: StreamKind
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  /** JSON text. */
  readonly body: string
}

const columns = `
  event.stream, stream.kind, event.seq, event.ev, event.by, event.body::text as body,
  floor(extract(epoch from event.at) * 1000)::bigint as at, (select current_epoch()) as epoch`

interface Stand extends InEpoch {
  /** Below the oldest transaction still under way, so that none slips in behind a position. */
  readonly horizon: string
  /** Rows up to this one may be gone; null where none is. */
  readonly pruned: string | null
}

const standSql = `
  select current_epoch() as epoch, (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as horizon,
    pruned_xid::text as pruned
  from history`

const scanSql = `
  select '' as xid, ${columns}
  from event join stream on stream.id = event.stream
  where (event.stream, event.seq) > ($1, $2)
  order by event.stream, event.seq limit $3`

/** Each transaction in the outbox has at least one event, so as many transactions as events are enough. */
const sinceSql = `
  select outbox.xid::text as xid, ${columns}
  from (
    select * from outbox
    where xid >= $1::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid limit $4 + 1
  ) outbox
  cross join lateral unnest(outbox.streams, outbox.firsts, outbox.lasts) as part (stream, first, last)
  join event on event.stream = part.stream and event.seq between part.first and part.last
  join stream on stream.id = event.stream
  where (outbox.xid, event.stream, event.seq) > ($1::text::xid8, $2::uuid, $3::bigint)
  order by outbox.xid, event.stream, event.seq limit $4`

const toFrame = (row: Row): EventFrame => ({
  on: streamName(row.kind, row.stream),
  seq: row.seq,
  ev: row.ev,
  ...(row.by ? { by: row.by } : {}),
  at: row.at,
  is: JSON.parse(row.body),
})

const placeOf = ({ stream, seq }: Row) => ({ stream, seq })
const beforeAll = { stream: '00000000-0000-0000-0000-000000000000', seq: 0 }
const afterAll = { stream: 'ffffffff-ffff-ffff-ffff-ffffffffffff', seq: Number.MAX_SAFE_INTEGER }

/** Bytes of an event around its body, at most. */
const aroundBytes = 300
const bytesOf = ({ body }: Row) => Buffer.byteLength(body) + aroundBytes

/** What was found when the position was judged may have been on another server. */
const inEpoch = (db: Database, { epoch }: OutboxPosition, rows: readonly Row[]): void => {
  if (rows.length > 0 && db.read(rows) !== epoch) throw new OtherHistory(epoch, db.epoch)
}

/** Everything still held, stream by stream, for a reader without a position. */
const scan = async (db: Database, position: OutboxPosition, limit: number, mostBytes: number): Promise<OutboxPage> => {
  const from = position.scan ?? beforeAll
  const found = await db.query<Row>(scanSql, [from.stream, from.seq, limit])
  inEpoch(db, position, found)
  const rows = takeFitting(found, bytesOf, mostBytes)
  const last = rows.at(-1)
  const { epoch, xid } = position
  const next = last ? { epoch, xid, scan: placeOf(last) } : { epoch, xid }
  return { events: rows.map(toFrame), next, more: true }
}

const since = async (db: Database, position: OutboxPosition, limit: number, mostBytes: number): Promise<OutboxPage> => {
  const from = position.part ?? afterAll
  const found = await db.query<Row>(sinceSql, [position.xid, from.stream, from.seq, limit])
  inEpoch(db, position, found)
  const rows = takeFitting(found, bytesOf, mostBytes)
  const last = rows.at(-1)
  if (!last) return { events: [], next: position, more: false }
  // A page that is full may have ended within a transaction.
  const mayGoOn = rows.length < found.length || found.length === limit
  const next = { epoch: position.epoch, xid: last.xid, ...(mayGoOn ? { part: placeOf(last) } : {}) }
  return { events: rows.map(toFrame), next, more: true }
}

/**
 * Whether a position can be continued: same history, and nothing after it has been pruned. One that is ahead of what has
 * happened is of another history, also in the same epoch: its numbers will be those of other transactions.
 */
const canContinue = ({ epoch, horizon, pruned }: Stand, { xid, part, scan, ...position }: OutboxPosition): boolean => {
  if (position.epoch !== epoch || BigInt(xid) > BigInt(horizon)) return false
  if (scan || !pruned) return true
  return part ? BigInt(xid) > BigInt(pruned) : BigInt(xid) >= BigInt(pruned)
}

/**
 * A page after a position, of at most so many bytes; a position that cannot be continued, or none, begins a new first
 * reading.
 */
export const readOutbox = async (
  db: Database,
  { after, limit }: OutboxQuestion,
  mostBytes = mostAtOnce,
): Promise<OutboxPage> => {
  const [stand] = (await db.query<Stand>(standSql)) as [Stand]
  db.read([stand])
  if (!after || !canContinue(stand, after))
    return scan(db, { epoch: stand.epoch, xid: stand.horizon, scan: beforeAll }, limit, mostBytes)
  return after.scan ? scan(db, after, limit, mostBytes) : since(db, after, limit, mostBytes)
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

const heldSql = `
  select coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as seconds
  from outbox where xid >= pg_snapshot_xmin(pg_current_snapshot())`

/** Seconds for which the oldest row that no reader can have yet has waited for transactions older than it. */
export const oldestHeld = async (db: Queryable): Promise<number> =>
  (await db.query<{ seconds: number }>(heldSql))[0]?.seconds ?? 0

export const answerOutbox = (bus: Bus, service: 'auth' | 'chat', db: Database): Disposable => {
  const subscription = bus.answer(bus.subjects.outbox(service), service, (question: OutboxQuestion) =>
    readOutbox(db, question, itemBytes(bus)),
  )
  return { [Symbol.dispose]: () => void subscription.drain() }
}
