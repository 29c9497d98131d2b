/** Reading streams: their heads, ranges of events, and pages of them. */
import {
  countsAsUnread,
  type EventFrame,
  frameText,
  isOfMessage,
  isOver,
  isRedacted,
  type Owner,
  originOf,
  redactedText,
  type StreamKind,
} from '@parley/protocol'
import {
  encodeMarks,
  type Mark,
  markOf,
  mostPieceBytes,
  type RangeQuestion,
  type Sight,
  type StreamHead,
  type StreamRange,
  sees,
} from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database, InEpoch } from './database.ts'
import { fittingCount, jsonBytes, mostAtOnce, takeFitting } from './fitting.ts'
import { OtherHistory } from './other-history.ts'
import { askOwner } from './questions.ts'
import { streamName } from './transaction.ts'

interface HeadRow extends StreamHead {
  readonly id: string
  readonly kind: StreamKind
}

interface EventRow {
  readonly id: string
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  readonly body: string
  /** For whom it is, where it is not for all. */
  readonly audience: string | null
  /** By the clock of the database, when this was read. */
  readonly now: number
}

/** An event as it is in the log, and who may see it. */
interface Marked {
  readonly frame: string
  readonly mark: Mark | undefined
}

/** What stands in its place for whoever may not see it. One that was taken back keeps of its body whether it counts. */
const twinOf = (on: string, { seq, ev, body }: EventRow): Marked => {
  const { counts } = isRedacted({ ev }) ? (JSON.parse(body) as { readonly counts?: unknown }) : {}
  return { frame: redactedText(on, seq, countsAsUnread({ ev, counts })), mark: undefined }
}

const markedOf = (on: string, row: EventRow): Marked => {
  const { seq, ev, by, at, body, audience } = row
  if (isRedacted({ ev }) || isOver(body, at, row.now)) return twinOf(on, row)
  return { frame: frameText(on, seq, ev, by, at, body), mark: markOf(ev, by, { audience, origin: originOf(body) }) }
}

/** Whose eyes it is seen with. */
interface Eyes {
  /** Undefined where they hide nobody. */
  readonly sight: Sight | undefined
  /** They see no message up to this position, as they came later. Not given: there is none such. */
  readonly since?: number
}

const isOfBefore = ({ ev, body }: EventRow, since: number): boolean =>
  since > 0 && isOfMessage(ev) && (JSON.parse(body) as { readonly seq: number }).seq <= since

/** What they get of it. */
const frameFor = (on: string, row: EventRow, { sight, since = 0 }: Eyes): string => {
  const { frame, mark } = markedOf(on, row)
  return sees(mark, sight) && !isOfBefore(row, since) ? frame : twinOf(on, row).frame
}

/** Events in one answer; a reader asks again from where it ended. */
const mostEvents = 1_000
const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)

const headsSql = `
  select id, kind, head, floor, (select current_epoch()) as epoch from stream where id = any($1::uuid[])`

export const heads = async (db: Database, names: readonly string[]): Promise<(StreamHead | null)[]> => {
  const rows = await db.query<HeadRow>(headsSql, [names.map(idOf)])
  const epoch = db.read(rows)
  const found = new Map(rows.map((row) => [streamName(row.kind, row.id), row]))
  return names.map((name) => {
    const row = found.get(name)
    return row ? { epoch, head: row.head, floor: row.floor } : null
  })
}

const fields = `seq, ev, by, audience, body::text as body, floor(extract(epoch from at) * 1000)::bigint as at,
  (select floor(extract(epoch from clock_timestamp()) * 1000)::bigint) as now`

/** Of an event, and of how much of the stream is read when it is. */
const columns = (order: string) => `
  ${fields},
  sum(octet_length(body::text)) over (order by seq ${order}) as bytes`

/**
 * Rows are left in Postgres once there are so many bytes before them: a thousand of the longest events are 24 MB, of which a
 * hundredth fits an answer. Two rows in any case, so that it shows whether there are more.
 */
const readBytes = (mostBytes: number) => Math.max(mostBytes, 2 * mostPieceBytes)

/** What the ruler says is of the same snapshot as the events: it knows of all that was before them. */
const rangesSql = `
  select asked.ord, event.seq, event.ev, event.by, event.audience, event.body, event.at, event.now, ruling.rights_at,
    (select current_epoch()) as epoch
  from unnest($1::uuid[], $2::bigint[], $3::int[]) with ordinality as asked (stream, after, most, ord)
  left join stream own on own.id = asked.stream
  left join stream ruling on ruling.id = own.ruler
  cross join lateral (
    select ${columns('asc')}
    from event where event.stream = asked.stream and event.seq > asked.after order by event.seq limit asked.most
  ) event
  where event.bytes - octet_length(event.body) < $4
  order by asked.ord, event.seq`

interface PlacedRow extends EventRow, InEpoch {
  /** The question that it answers, from 1. */
  readonly ord: number
}
interface RangeRow extends PlacedRow {
  /** Of the ruler of its stream; null where it has none. */
  readonly rights_at: number | null
}

/** Of a mark, with what says which event has it. */
const markBytes = ({ for: audience = '', of = '' }: Mark) => 80 + 6 * (audience.length + of.length)

/** A range travels as text within text. */
const bytesInRange = ({ frame, mark }: Marked) => jsonBytes(frame) + (mark ? markBytes(mark) : 0)

/**
 * The frames that fit, by question: the first of each before any second one, so that every question gets on. What does not
 * fit ends the answer to its question.
 */
const fitRanges = (asked: readonly RangeQuestion[], rows: readonly RangeRow[], mostBytes: number): Marked[][] => {
  const all: Marked[][] = asked.map(() => [])
  for (const row of rows) all[row.ord - 1]?.push(inRange(asked[row.ord - 1] as RangeQuestion, row))
  let bytes = all.reduce((sum, [first]) => sum + (first ? bytesInRange(first) : 0), 0)
  return all.map((events) => {
    const end = events.findIndex((event, place) => {
      if (place > 0) bytes += bytesInRange(event)
      return place > 0 && bytes > mostBytes
    })
    return end < 0 ? events : events.slice(0, end)
  })
}

/** Whoever does not read marks is not told what is for some alone. Whose words somebody hides, only gateways can know. */
const inRange = ({ on, sees: readsMarks }: RangeQuestion, row: RangeRow): Marked => {
  const event = markedOf(on, row)
  return readsMarks || event.mark?.for === undefined ? event : twinOf(on, row)
}

const toRange = (head: StreamHead, events: readonly Marked[] = [], rightsAt: number | null = null): StreamRange => {
  const marks = encodeMarks(events.map(({ mark }) => mark))
  return {
    ...head,
    frames: events.map(({ frame }) => frame),
    ...(marks ? { marks } : {}),
    ...(rightsAt === null ? {} : { rightsAt }),
  }
}

/** What is read in two statements may be of two servers. */
const inSameEpoch = (epoch: number, known: readonly (InEpoch | null)[]): void => {
  for (const head of known) if (head && head.epoch !== epoch) throw new OtherHistory(head.epoch, epoch)
}

/**
 * Events after each position, ascending and without gap. The heads are read first, so that a frame after the head of
 * its own answer can happen and a missing one cannot. What retention removed meanwhile ends the answer: the floor of the
 * next one tells of it.
 */
export const ranges = async (
  db: Database,
  asked: readonly RangeQuestion[],
  mostBytes = mostAtOnce,
): Promise<(StreamRange | null)[]> => {
  const known = await heads(
    db,
    asked.map((question) => question.on),
  )
  const each = Math.max(1, Math.floor(mostEvents / Math.max(1, asked.length)))
  const from = asked.map((question, place) => Math.max(question.after, known[place]?.floor ?? 0))
  const rows = await db.query<RangeRow>(rangesSql, [
    asked.map((question) => idOf(question.on)),
    from,
    asked.map((question) => Math.min(question.limit, each)),
    readBytes(mostBytes),
  ])
  if (rows.length > 0) inSameEpoch(db.read(rows), known)
  const next = [...from]
  const joined = rows.filter(({ ord, seq }) => {
    const joins = seq === (next[ord - 1] as number) + 1
    if (joins) next[ord - 1] = seq
    return joins
  })
  const events = fitRanges(asked, joined, mostBytes)
  const rights = new Map(joined.map(({ ord, rights_at }) => [ord, rights_at]))
  return known.map((head, place) => (head ? toRange(head, events[place], rights.get(place + 1)) : null))
}

/** Ranges in one question, so that one event of each, however long, fits the answer. */
export const mostRanges = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, mostPieceBytes, 20)

/** Names in one question, or heads in one answer, at most. */
const headBytes = 100
/** Streams in one question about heads. */
export const mostHeads = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, headBytes, 2_000)

/** All events of these streams, and of which history each is, asked of their owner. */
export const readStreams = async (
  bus: Bus,
  owner: Owner,
  names: readonly string[],
): Promise<(EventFrame & { readonly epoch: number })[]> => {
  const events: (EventFrame & { readonly epoch: number })[] = []
  let due: RangeQuestion[] = names.map((on) => ({ on, after: 0, limit: mostEvents }))
  while (due.length > 0) {
    const asked = due.slice(0, mostRanges(bus))
    const found = await askOwner(bus, owner, 'ranges', asked)
    const goOn = asked.flatMap((question, place) => {
      const { frames = [], epoch = 0, head = 0, floor = 0 } = found[place] ?? {}
      events.push(...frames.map((frame) => ({ ...(JSON.parse(frame) as EventFrame), epoch })))
      const after = Math.max(question.after, floor) + frames.length
      return frames.length > 0 && after < head ? [{ ...question, after }] : []
    })
    due = [...goOn, ...due.slice(asked.length)]
  }
  return events
}

const atSql = `
  select event.*, asked.ord, (select current_epoch()) as epoch
  from unnest($1::uuid[], $2::bigint[]) with ordinality as asked (stream, seq, ord)
  cross join lateral (
    select ${fields} from event where event.stream = asked.stream and event.seq = asked.seq and octet_length(event.body::text) <= $3
  ) event`

/**
 * The event at each position of this epoch, as a frame that this reader may have, in the order of the question; undefined where it
 * is no longer held, has more bytes than that, or is of before the reader came.
 */
export const eventsAt = async (
  db: Pick<Database, 'query' | 'read'>,
  asked: readonly { readonly on: string; readonly seq: number; readonly epoch: number; readonly since?: number }[],
  { sight, mostBytes = mostPieceBytes }: { readonly sight: Sight | undefined; readonly mostBytes?: number },
): Promise<(string | undefined)[]> => {
  const rows = await db.query<PlacedRow>(atSql, [
    asked.map(({ on }) => idOf(on)),
    asked.map(({ seq }) => seq),
    mostBytes,
  ])
  if (rows.length > 0) inSameEpoch(db.read(rows), asked)
  const found = new Map(rows.map((row) => [row.ord, row]))
  return asked.map(({ on, since = 0 }, place) => {
    const row = found.get(place + 1)
    return row && row.seq > since ? frameFor(on, row, { sight, since }) : undefined
  })
}

const pageSql = (comparison: string, order: string) => `
  select seq, ev, by, audience, body, at, now, (select current_epoch()) as epoch from (
    select ${columns(order)} from event where stream = $1 and seq ${comparison} $2 order by seq ${order} limit $3
  ) event
  where bytes - octet_length(body) < $4 order by seq ${order}`
const beforeSql = pageSql('<', 'desc')
const afterSql = pageSql('>', 'asc')

export interface PageQuestion extends Eyes {
  readonly on: string
  readonly direction: 'before' | 'after'
  readonly seq: number
  readonly limit: number
}

/**
 * A page of one stream in ascending order, as frames of at most so many bytes, as this reader sees them; one in any case. `more`
 * tells of further events in the direction asked, `epoch` of what history they are.
 */
export const page = async (
  db: Pick<Database, 'query' | 'read'>,
  { on, direction, seq, limit, ...eyes }: PageQuestion,
  mostBytes = mostAtOnce,
) => {
  const values = [idOf(on), seq, limit + 1, readBytes(mostBytes)]
  const rows = await db.query<EventRow & InEpoch>(direction === 'before' ? beforeSql : afterSql, values)
  const epoch = db.read(rows)
  const frames = rows.map((row) => frameFor(on, row, eyes))
  const held = [...takeFitting(frames.slice(0, limit), (frame) => Buffer.byteLength(frame) + 1, mostBytes)]
  if (direction === 'before') held.reverse()
  return { epoch, more: rows.length > held.length, frames: held }
}
