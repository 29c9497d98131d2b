/** Reading streams: the questions about them, asked, and answered by the service that owns the streams. */
import { isDeepStrictEqual } from 'node:util'
import {
  type EventFrame,
  encodeMarks,
  envelopeBytes,
  frameText,
  type HeldQuestion,
  isRedacted,
  type Mark,
  markOf,
  mostPieceBytes,
  type OpenPage,
  type OpenQuestion,
  type Owner,
  type RangeQuestion,
  type ReaderSight,
  redactedText,
  type Sight,
  type StreamHead,
  type StreamKind,
  type StreamRange,
  sees,
} from '@parley/protocol'
import { batcher } from './batch.ts'
import type { Bus } from './bus.ts'
import { type Database, type InEpoch, streamName } from './database.ts'
import { fairShare, fittingCount, itemBytes, mostAtOnce, takeFitting } from './fitting.ts'
import type { History } from './history.ts'
import { OtherHistory } from './other-history.ts'
import { answerQuestion, askOwner } from './questions.ts'

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
}

/** An event as it is in the log, and who may see it. */
interface Marked {
  readonly frame: string
  readonly mark: Mark | undefined
}

const markedOf = (on: string, { seq, ev, by, at, body, audience }: EventRow): Marked =>
  isRedacted({ ev })
    ? { frame: redactedText(on, seq), mark: undefined }
    : { frame: frameText(on, seq, ev, by, at, body), mark: markOf(ev, by, audience) }

/** What a reader with this sight gets of it. */
const frameFor = (on: string, row: EventRow, sight: Sight | undefined): string => {
  const { frame, mark } = markedOf(on, row)
  return sees(mark, sight) ? frame : redactedText(on, row.seq)
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

/** Of an event, and of how much of the stream is read when it is. */
const columns = (order: string) => `
  seq, ev, by, audience, body::text as body, floor(extract(epoch from at) * 1000)::bigint as at,
  sum(octet_length(body::text)) over (order by seq ${order}) as bytes`

/**
 * Rows are left in Postgres once there are so many bytes before them: a thousand of the longest events are 24 MB, of which a
 * hundredth fits an answer. Two rows in any case, so that it shows whether there are more.
 */
const readBytes = (mostBytes: number) => Math.max(mostBytes, 2 * mostPieceBytes)

const rangesSql = `
  select asked.ord, event.seq, event.ev, event.by, event.audience, event.body, event.at, (select current_epoch()) as epoch
  from unnest($1::uuid[], $2::bigint[], $3::int[]) with ordinality as asked (stream, after, most, ord)
  cross join lateral (
    select ${columns('asc')}
    from event where event.stream = asked.stream and event.seq > asked.after order by event.seq limit asked.most
  ) event
  where event.bytes - octet_length(event.body) < $4
  order by asked.ord, event.seq`

interface RangeRow extends EventRow, InEpoch {
  /** The question that it answers, from 1. */
  readonly ord: number
}

/** Of a mark, with what says which event has it. */
const markBytes = ({ for: audience = '' }: Mark) => 80 + 6 * audience.length

/** A range travels as text within text. */
const bytesInRange = ({ frame, mark }: Marked) =>
  Buffer.byteLength(JSON.stringify(frame)) + 1 + (mark ? markBytes(mark) : 0)

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
  return readsMarks || event.mark?.for === undefined ? event : { frame: redactedText(on, row.seq), mark: undefined }
}

const toRange = (head: StreamHead, events: readonly Marked[] = []): StreamRange => {
  const marks = encodeMarks(events.map(({ mark }) => mark))
  return { ...head, frames: events.map(({ frame }) => frame), ...(marks ? { marks } : {}) }
}

/** What is read in two statements may be of two servers. */
const inSameEpoch = (epoch: number, known: readonly (StreamHead | null)[]): void => {
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
  return known.map((head, place) => (head ? toRange(head, events[place]) : null))
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

const pageSql = (comparison: string, order: string) => `
  select seq, ev, by, audience, body, at, (select current_epoch()) as epoch from (
    select ${columns(order)} from event where stream = $1 and seq ${comparison} $2 order by seq ${order} limit $3
  ) event
  where bytes - octet_length(body) < $4 order by seq ${order}`
const beforeSql = pageSql('<', 'desc')
const afterSql = pageSql('>', 'asc')

export interface PageQuestion {
  readonly on: string
  readonly direction: 'before' | 'after'
  readonly seq: number
  readonly limit: number
  /** Of the reader who asks; undefined where they hide nobody. */
  readonly sight: Sight | undefined
}

/**
 * A page of one stream in ascending order, as frames of at most so many bytes, as this reader sees them; one in any case. `more`
 * tells of further events in the direction asked, `epoch` of what history they are.
 */
export const page = async (
  db: Pick<Database, 'query' | 'read'>,
  { on, direction, seq, limit, sight }: PageQuestion,
  mostBytes = mostAtOnce,
) => {
  const values = [idOf(on), seq, limit + 1, readBytes(mostBytes)]
  const rows = await db.query<EventRow & InEpoch>(direction === 'before' ? beforeSql : afterSql, values)
  const epoch = db.read(rows)
  const frames = rows.map((row) => frameFor(on, row, sight))
  const held = [...takeFitting(frames.slice(0, limit), (frame) => Buffer.byteLength(frame) + 1, mostBytes)]
  if (direction === 'before') held.reverse()
  return { epoch, more: rows.length > held.length, frames: held }
}

/**
 * What each of these readers follows after the stream where the page before ended, at most so many of each: first the
 * reader's own stream, then the others in the order of their ids. A page is one snapshot.
 */
export type OpenReaders = (asked: readonly OpenQuestion[], most: number) => Promise<OpenPage[]>

/** What each of these readers may not see, or no more than others, in the order of the question. */
export type ReadSights = (readers: readonly string[]) => Promise<ReaderSight[]>

/** Bytes of one reader's sight as JSON, at most. */
const sightBytes = 12_000
export const mostSights = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, sightBytes, 50)

/**
 * A gateway of the release before would show everything to whoever comes in by it. Who has a sight of their own gets no answer
 * there that goes on, and so comes in by another gateway.
 */
const withheld: OpenPage = { streams: [], more: true }

/** Bytes of one stream's state as JSON, at most. */
const stateBytes = 200
/** Streams of one reader that are looked up at once. */
const mostStreams = 2_000
/** Of one answer: whoever reads it does nothing else meanwhile, and ten readers may follow thousands each. */
const openBytes = 1024 * 1024
/** Readers of one gateway in one question, so that what most people follow fits the answer. */
const readerBytes = 5_000
export const mostReaders = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, readerBytes, 200)

/** Makes them fit one answer: a reader who follows thousands gets a part of them, and everybody else what they follow. */
export const fitReaders = (pages: readonly OpenPage[], mostBytes: number): OpenPage[] => {
  const needs = pages.map(({ streams }) => streams.length)
  const share = fairShare(needs, Math.floor(mostBytes / stateBytes))
  const most = Math.max(1, Math.floor(share))
  return pages.map((page) =>
    page.streams.length <= most ? page : { ...page, streams: page.streams.slice(0, most), more: true },
  )
}

/** A gateway of the release before names readers alone, and takes a whole list, or null and asks again. */
const toFormer = ({ streams, more }: OpenPage) => (more ? null : streams)

const answerReaders = (bus: Bus, service: Owner, openReaders: OpenReaders) => {
  const open = batcher((asked: OpenQuestion[]) => openReaders(asked, fittingCount(bus, stateBytes, mostStreams)), {
    most: 500,
    inFlight: 2,
  })
  const tell = async (asked: readonly (OpenQuestion | string)[]) => {
    const questions = asked.map((question) => (typeof question === 'string' ? { reader: question } : question))
    const pages = fitReaders(
      await Promise.all(questions.map(open)),
      Math.min(openBytes, bus.mostBytes() - envelopeBytes),
    )
    const shown = pages.map((page, place) => (page.hides && !questions[place]?.sees ? withheld : page))
    return typeof asked[0] === 'string' ? shown.map(toFormer) : shown
  }
  return answerQuestion(bus, service, 'open', tell as (asked: readonly OpenQuestion[]) => Promise<OpenPage[]>)
}

/** Whether the owner, in the same epoch, has less than was delivered, or another event there. */
const contradicts = ({ seq, frame }: HeldQuestion, range: StreamRange): boolean => {
  if (range.head < seq) return true
  const [own] = range.floor < seq ? range.frames : []
  if (own === undefined || frame === undefined) return false
  const held = JSON.parse(own)
  // What was taken back since it was delivered is the same event.
  return !isRedacted(held) && !isDeepStrictEqual(held, JSON.parse(frame))
}

/**
 * What gateways have delivered, compared with what there is. Where it is not so, those who remember it would go on in another
 * history: the next epoch begins. Only gateways can say so, and they know what they were sent.
 */
export const answerHeld = async (db: Database, history: Held, held: readonly HeldQuestion[]): Promise<number[]> => {
  for (const { epoch } of held) history.learn(epoch)
  const asked = held.filter(({ epoch, seq }) => epoch === history.epoch && seq > 0)
  const found = await ranges(
    db,
    asked.map(({ on, seq }) => ({ on, after: seq - 1, limit: 1, sees: true })),
  )
  const wrong = asked.find((question, place) => {
    const range = found[place]
    return range?.epoch === question.epoch && contradicts(question, range)
  })
  if (wrong) await history.begin(wrong.epoch)
  return held.map(() => history.epoch)
}

type Held = Pick<History, 'epoch' | 'learn' | 'begin'>

/**
 * Answers the questions of gateways and other services. `openReaders` where clients follow streams of this service, and `readSights`
 * where a reader may have a sight of their own.
 */
export const answerStreams = (
  bus: Bus,
  service: Owner,
  db: Database,
  history: Held,
  openReaders?: OpenReaders,
  readSights?: ReadSights,
): Disposable => {
  using scope = new DisposableStack()
  scope.use(answerQuestion(bus, service, 'heads', (names) => heads(db, names)))
  scope.use(answerQuestion(bus, service, 'ranges', (asked) => ranges(db, asked, itemBytes(bus))))
  scope.use(answerQuestion(bus, service, 'held', (held) => answerHeld(db, history, held)))
  if (openReaders) scope.use(answerReaders(bus, service, openReaders))
  if (readSights) scope.use(answerQuestion(bus, service, 'sights', readSights))
  return scope.move()
}
