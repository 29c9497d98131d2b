/**
 * What this service has committed, for other services to read: the outbox is the log between services, and its reader
 * keeps its own position. NATS only rings.
 */
import type { Owner } from '@parley/protocol'
import type { OutboxPage, OutboxPosition, OutboxQuestion } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database, InEpoch } from './database.ts'
import { itemBytes, mostAtOnce, takeFitting } from './fitting.ts'
import { OtherHistory } from './other-history.ts'
import { bytesOf, isAskedFor, placeOf, type Row, tell, toFrames } from './outbox-rows.ts'
import { answerQuestion } from './questions.ts'

export interface Stand extends InEpoch {
  /** Below the oldest transaction still under way, so that none slips in behind a position. */
  readonly horizon: string
  /** Rows up to this one may be gone; null where none is. */
  readonly pruned: string | null
  /** As in an OutboxPage; null where it does not say. */
  readonly server: string | null
}

/** Of the `history` whose epoch is the current one. */
export const serverSql = `cluster || '/' || split_part(lineage, '/', 1)`

const standSql = (more: string) => `
  select current_epoch() as epoch, horizon::text, pruned_xid::text as pruned, ${serverSql} as server${more}
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

/** Transactions behind a page that are looked at for what was written together with it. */
const mostBeside = 1_000

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

/**
 * Of the transactions behind a page: what comes before an event of the page in the stream of that one. Whoever waited for the lock of one stream
 * while it held that of another has the lower number, though others have written before it. They have ended, though they may be above the horizon.
 */
const earlierSql = wantedSql(`
      select outbox.xid, event.stream, event.seq, event.ev, event.by, event.at, event.body
      from (
        select * from outbox
        where streams <> '{}' and xid >= $5::text::xid8
        order by xid limit ${mostBeside}
      ) outbox
      cross join lateral unnest(outbox.streams, outbox.firsts, outbox.lasts) as part (stream, first, last)
      join unnest($3::uuid[], $4::bigint[]) as page (stream, seq) on page.stream = part.stream and page.seq > part.first
      join event on event.stream = part.stream and event.seq between part.first and least(part.last, page.seq)
      where (outbox.xid, event.stream, event.seq) > ($5::text::xid8, $6::uuid, $7::bigint)
      order by outbox.xid, event.stream, event.seq`)

/** Of the transactions that a page looks at: the last one, where there may be more. */
const passedSql = `
  select xid::text as xid from outbox
  where streams <> '{}' and xid >= $1::text::xid8 and xid <= $2::text::xid8 order by xid offset $3 limit 1`

export const beforeAll = { stream: '00000000-0000-0000-0000-000000000000', seq: 0 }
const afterAll = { stream: 'ffffffff-ffff-ffff-ffff-ffffffffffff', seq: Number.MAX_SAFE_INTEGER }

export const servedBy = ({ server }: Stand): Pick<OutboxPage, 'server'> => (server === null ? {} : { server })

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
  readonly rows: readonly Row[]
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
  return { rows, isCut: rows.length < found.length || rows.at(-1)?.passed === most }
}

/** What of others comes before these, behind them: where a page ends in the midst of what was written together. */
const earlierOf = async (db: Database, { position, kinds }: Reading, rows: readonly Row[]): Promise<readonly Row[]> => {
  const last = rows.at(-1)
  const streams = Map.groupBy(rows.filter(isAskedFor), ({ stream }) => stream)
  if (!last || streams.size === 0) return []
  const newest = [...streams.values()].map((own) => Math.max(...own.map(({ seq }) => seq)))
  const from = [last.xid, last.stream, last.seq]
  const earlier = await db.query<Row>(earlierSql, [kinds ?? null, mostPassed, [...streams.keys()], newest, ...from])
  inEpoch(db, position, earlier)
  return earlier.filter(isAskedFor)
}

interface Page {
  readonly rows: readonly Row[]
  /** They are told before their place, and not again in it. */
  readonly earlier: readonly Row[]
}

/** As many of these as fit together with what comes before them; one in any case. */
const withEarlier = async (db: Database, reading: Reading, rows: readonly Row[]): Promise<Page> => {
  const earlier = await earlierOf(db, reading, rows)
  const fitting = takeFitting([...rows, ...earlier], bytesOf, reading.mostBytes)
  if (fitting.length === rows.length + earlier.length) return { rows, earlier }
  if (rows.length === 1) return { rows, earlier: fitting.slice(1) }
  return withEarlier(db, reading, rows.slice(0, Math.ceil(rows.length / 2)))
}

/** Everything still held, stream by stream, for a reader without a position. */
const scan = async (db: Database, reading: Reading): Promise<OutboxPage> => {
  const { epoch, xid, scan: from = beforeAll } = reading.position
  const { rows } = await pass(db, scanSql, reading, from.stream, from.seq)
  const last = rows.at(-1)
  return { events: toFrames(rows), next: last ? { epoch, xid, scan: placeOf(last) } : { epoch, xid }, more: true }
}

/** At the last transaction that is written, never at one that is not: its number may be given again. */
const endOf = ({ epoch, xid, ahead }: OutboxPosition, { last, held }: Prospect): OutboxPage => ({
  events: [],
  next: { epoch, xid: last ?? xid, ...(held && ahead ? { ahead } : {}) },
  more: false,
  ...(held ? { held } : {}),
})

/** Events of long ago may be removed, all that a page looks at: then it goes on behind them. */
const passOver = async (db: Database, { position, limit }: Reading, prospect: Prospect): Promise<OutboxPage> => {
  const [cut] = await db.query<{ xid: string }>(passedSql, [position.xid, prospect.horizon, limit])
  if (!cut) return endOf(position, prospect)
  const { epoch, ahead } = position
  return { events: [], next: { epoch, xid: cut.xid, ...(ahead ? { ahead } : {}) }, more: true }
}

const since = async (db: Database, reading: Reading, prospect: Prospect): Promise<OutboxPage> => {
  const { epoch, xid, part } = reading.position
  if (!part && !prospect.ahead) return endOf(reading.position, prospect)
  const { stream, seq } = part ?? afterAll
  const found = await pass(db, sinceSql, reading, stream, seq, xid, prospect.horizon)
  if (found.rows.length === 0) return passOver(db, reading, prospect)
  const isWhole = !found.isCut && found.rows.at(-1)?.xid === prospect.last && !prospect.held
  const { rows, earlier } = isWhole ? { rows: found.rows, earlier: [] } : await withEarlier(db, reading, found.rows)
  const last = rows.at(-1) as Row
  const isPart = found.isCut || rows.length < found.rows.length
  const { events, ahead } = tell(reading.position, rows, earlier)
  const next = {
    epoch,
    xid: last.xid,
    ...(isPart ? { part: placeOf(last) } : {}),
    ...(ahead.length > 0 ? { ahead } : {}),
  }
  return { events, next, more: true }
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
  const page = await (position.scan ? scan(db, reading) : since(db, reading, prospect))
  return { ...page, ...servedBy(prospect) }
}

export const answerOutbox = (bus: Bus, service: Owner, db: Database): Disposable =>
  answerQuestion(bus, service, 'outbox', (question) => readOutbox(db, question, itemBytes(bus)))
