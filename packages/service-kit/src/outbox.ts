/**
 * What this service has committed, for other services to read: the outbox is the log between services, and its reader
 * keeps its own position. NATS only rings.
 */
import type { EventFrame, Owner, StreamKind } from '@parley/protocol'
import type { OutboxPage, OutboxPosition, OutboxQuestion } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database, InEpoch, Queryable } from './database.ts'
import { itemBytes, mostAtOnce, takeFitting } from './fitting.ts'
import { OtherHistory } from './other-history.ts'
import { answerQuestion } from './questions.ts'
import { streamName } from './transaction.ts'

interface Row extends InEpoch {
  readonly xid: string
  readonly stream: string
  readonly kind: StreamKind
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  /** JSON text; null of an event that nobody asked for, and that only tells how far the page went. */
  readonly body: string | null
  /** How many events the page went past. */
  readonly passed: number
}

export interface Stand extends InEpoch {
  /** Below the oldest transaction still under way, so that none slips in behind a position. */
  readonly horizon: string
  /** Rows up to this one may be gone; null where none is. */
  readonly pruned: string | null
}

const standSql = (more: string) => `
  select current_epoch() as epoch, horizon::text, pruned_xid::text as pruned${more}
  from history cross join (select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8 as horizon offset 0) now`

/** What there is behind a position. */
interface Prospect extends Stand {
  /** Whether anything can be read. */
  readonly ahead: boolean
  /** Whether anything is written that cannot be read yet. */
  readonly held: boolean
  /** The last transaction that is written; null where none is. */
  readonly last: string | null
}

const prospectSql = standSql(`,
    exists (select from outbox where streams <> '{}' and xid > $1::text::xid8 and xid <= horizon) as ahead,
    exists (select from outbox where streams <> '{}' and xid > greatest($1::text::xid8, horizon)) as held,
    (select max(xid) from outbox where xid > $1::text::xid8 and xid <= horizon)::text as last`)

const readStand = async <S extends Stand>(db: Database, sql: string, values?: readonly unknown[]): Promise<S> => {
  const [stand] = (await db.query<S>(sql, values)) as [S]
  db.read([stand])
  return stand
}

const plainStandSql = standSql('')
export const standOf = (db: Database): Promise<Stand> => readStand(db, plainStandSql)
const prospectFrom = (db: Database, xid: string): Promise<Prospect> => readStand(db, prospectSql, [xid])

/** Of the first `$2` events in this order those of the kinds `$1`, and the last one, whatever it is. */
const wantedSql = (events: string) => `
  select passed.xid::text as xid, passed.stream, stream.kind, passed.seq, passed.ev, passed.by,
    case when wanted then passed.body::text end as body,
    floor(extract(epoch from passed.at) * 1000)::bigint as at, (select current_epoch()) as epoch,
    passed.count::int as passed
  from (
    select passed.*, count(*) over () as count, coalesce(ev = any($1::text[]), true) as wanted,
      lead(seq) over (order by xid, stream, seq) is null as last
    from (${events} limit $2) passed
  ) passed
  join stream on stream.id = passed.stream
  where wanted or last
  order by passed.xid, passed.stream, passed.seq`

const scanSql = wantedSql(`
      select null::xid8 as xid, event.stream, event.seq, event.ev, event.by, event.at, event.body
      from event where (event.stream, event.seq) > ($3, $4)
      order by event.stream, event.seq`)

/** Each transaction that tells of something has at least one event, so as many transactions as events are enough. */
const sinceSql = wantedSql(`
      select outbox.xid, event.stream, event.seq, event.ev, event.by, event.at, event.body
      from (
        select * from outbox
        where streams <> '{}' and xid >= $5::text::xid8 and xid <= $6::text::xid8
        order by xid limit $2 + 1
      ) outbox
      cross join lateral unnest(outbox.streams, outbox.firsts, outbox.lasts) as part (stream, first, last)
      join event on event.stream = part.stream and event.seq between part.first and part.last
      where (outbox.xid, event.stream, event.seq) > ($5::text::xid8, $3::uuid, $4::bigint)
      order by outbox.xid, event.stream, event.seq`)

/** Of the transactions that a page looks at: the last one, where there may be more. */
const passedSql = `
  select xid::text as xid from outbox
  where streams <> '{}' and xid >= $1::text::xid8 and xid <= $2::text::xid8 order by xid offset $3 limit 1`

const toFrame = (row: Row): EventFrame => ({
  on: streamName(row.kind, row.stream),
  seq: row.seq,
  ev: row.ev,
  ...(row.by ? { by: row.by } : {}),
  at: row.at,
  is: JSON.parse(row.body ?? '{}'),
})

const placeOf = ({ stream, seq }: Row) => ({ stream, seq })
export const beforeAll = { stream: '00000000-0000-0000-0000-000000000000', seq: 0 }
const afterAll = { stream: 'ffffffff-ffff-ffff-ffff-ffffffffffff', seq: Number.MAX_SAFE_INTEGER }

/** Bytes of an event around its body, at most. */
const aroundBytes = 300
const bytesOf = ({ body }: Row) => Buffer.byteLength(body ?? '') + aroundBytes

/** What was found when the position was judged may have been on another server. */
export const inEpoch = (db: Database, { epoch }: OutboxPosition, rows: readonly InEpoch[]): void => {
  if (rows.length > 0 && db.read(rows) !== epoch) throw new OtherHistory(epoch, db.epoch)
}

/** Events that a page goes past at most, where only some kinds are asked for: of a stream of messages nearly none may be. */
const mostPassed = 5_000

interface Reading extends Omit<OutboxQuestion, 'after'> {
  readonly position: OutboxPosition
  readonly mostBytes: number
}

interface Passage {
  readonly events: readonly EventFrame[]
  /** Where it ended; undefined where there was nothing. */
  readonly last: Row | undefined
  /** Whether there may be more in the transaction of the last. */
  readonly isCut: boolean
}

const pass = async (
  db: Database,
  sql: string,
  { position, limit, kinds, mostBytes }: Reading,
  ...from: readonly unknown[]
): Promise<Passage> => {
  const look = async (most: number) => {
    const found = await db.query<Row>(sql, [kinds ?? null, most, ...from])
    inEpoch(db, position, found)
    return { found, most }
  }
  const near = await look(limit)
  // Nearly none is asked for. Whoever asks for most would have what they cannot take read in vain.
  const areFew = kinds && near.found.at(-1)?.passed === limit && near.found.length < limit / 2
  const { found, most } = areFew ? await look(Math.max(limit, mostPassed)) : near
  const rows = takeFitting(found, bytesOf, mostBytes).slice(0, limit)
  const last = rows.at(-1)
  const events = rows.filter(({ body }) => body !== null).map(toFrame)
  return { events, last, isCut: rows.length < found.length || last?.passed === most }
}

/** Everything still held, stream by stream, for a reader without a position. */
const scan = async (db: Database, reading: Reading): Promise<OutboxPage> => {
  const { epoch, xid, scan: from = beforeAll } = reading.position
  const { events, last } = await pass(db, scanSql, reading, from.stream, from.seq)
  return { events, next: last ? { epoch, xid, scan: placeOf(last) } : { epoch, xid }, more: true }
}

/** At the last transaction that is written, never at one that is not: its number may be given again. */
const endOf = ({ epoch, xid }: OutboxPosition, { last, held }: Prospect): OutboxPage => ({
  events: [],
  next: { epoch, xid: last ?? xid },
  more: false,
  ...(held ? { held } : {}),
})

/** Events of long ago may be removed, all that a page looks at: then it goes on behind them. */
const passOver = async (db: Database, { position, limit }: Reading, prospect: Prospect): Promise<OutboxPage> => {
  const [cut] = await db.query<{ xid: string }>(passedSql, [position.xid, prospect.horizon, limit])
  if (!cut) return endOf(position, prospect)
  return { events: [], next: { epoch: position.epoch, xid: cut.xid }, more: true }
}

const since = async (db: Database, reading: Reading, prospect: Prospect): Promise<OutboxPage> => {
  const { epoch, xid, part } = reading.position
  if (!part && !prospect.ahead) return endOf(reading.position, prospect)
  const { stream, seq } = part ?? afterAll
  const { events, last, isCut } = await pass(db, sinceSql, reading, stream, seq, xid, prospect.horizon)
  if (!last) return passOver(db, reading, prospect)
  return { events, next: { epoch, xid: last.xid, ...(isCut ? { part: placeOf(last) } : {}) }, more: true }
}

/**
 * Whether a position can be continued: same history, and nothing after it has been pruned. One that is ahead of what has
 * happened is of another history, also in the same epoch: its numbers will be those of other transactions.
 */
export const canContinue = (stand: Stand, { epoch, xid, part, scan, snapshot }: OutboxPosition): boolean => {
  if (epoch !== stand.epoch || BigInt(xid) > BigInt(stand.horizon)) return false
  if (scan || snapshot || !stand.pruned) return true
  return part ? BigInt(xid) > BigInt(stand.pruned) : BigInt(xid) >= BigInt(stand.pruned)
}

/**
 * A page after a position, of at most so many bytes. A position that cannot be continued, or none, begins a new first
 * reading: here, or with a snapshot where the reader names kinds.
 */
export const readOutbox = async (
  db: Database,
  { after, limit, kinds }: OutboxQuestion,
  mostBytes = mostAtOnce,
): Promise<OutboxPage> => {
  const prospect = await prospectFrom(db, after?.xid ?? '0')
  const goesOn = after && !after.snapshot && canContinue(prospect, after)
  if (!goesOn && kinds) return { events: [], next: null, more: true }
  const position = goesOn ? after : { epoch: prospect.epoch, xid: prospect.horizon, scan: beforeAll }
  const reading = { position, limit, mostBytes, ...(kinds ? { kinds } : {}) }
  return position.scan ? scan(db, reading) : since(db, reading, prospect)
}

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

export const answerOutbox = (bus: Bus, service: Owner, db: Database): Disposable =>
  answerQuestion(bus, service, 'outbox', (question) => readOutbox(db, question, itemBytes(bus)))
