/** Reading streams: the questions of `StreamQuestions`, asked, and answered by the service that owns the streams. */
import {
  type EventFrame,
  frameText,
  type RangeQuestion,
  type StreamHead,
  type StreamKind,
  type StreamRange,
  type StreamState,
} from '@parley/protocol'
import { batcher } from './batch.ts'
import type { Bus } from './bus.ts'
import { type Database, type Queryable, streamName } from './database.ts'

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
}

/** Events in one answer, and UTF-16 units of their text; a reader asks again from where it ended. */
const mostEvents = 1_000
const mostUnits = 128 * 1024
const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)

const sizeOf = (row: EventRow) => row.body.length + 200

/** The first rows that fit one answer; at least one, so that whoever asks gets on. */
const takeUnits = <Row extends EventRow>(rows: readonly Row[]): Row[] => {
  let units = 0
  const end = rows.findIndex((row) => {
    units += sizeOf(row)
    return units > mostUnits
  })
  return rows.slice(0, end < 0 ? rows.length : Math.max(end, 1))
}

/** The same for many questions: the first row of each, so that every one gets on, and of the rest what fits. */
const takeUnitsOfEach = <Row extends EventRow & { ord: number }>(rows: readonly Row[]): Row[] => {
  let units = 0
  let ord = 0
  return rows.filter((row) => {
    const isFirst = row.ord !== ord
    ord = row.ord
    units += sizeOf(row)
    return isFirst || units <= mostUnits
  })
}

const headsSql = `
  select id, kind, head, floor from stream where id = any($1::uuid[])`

export const heads = async (db: Database, names: readonly string[]): Promise<(StreamHead | null)[]> => {
  const rows = await db.query<HeadRow>(headsSql, [names.map(idOf)])
  const found = new Map(rows.map((row) => [streamName(row.kind, row.id), row]))
  return names.map((name) => {
    const row = found.get(name)
    return row ? { epoch: db.epoch, head: row.head, floor: row.floor } : null
  })
}

const rangesSql = `
  select asked.ord, event.seq, event.ev, event.by, event.body::text as body,
    floor(extract(epoch from event.at) * 1000)::bigint as at
  from unnest($1::uuid[], $2::bigint[], $3::int[]) with ordinality as asked (stream, after, most, ord)
  cross join lateral (
    select * from event where event.stream = asked.stream and event.seq > asked.after order by event.seq limit asked.most
  ) event
  order by asked.ord, event.seq`

/**
 * Events after each position, ascending and without gap. The heads are read first, so that a frame after the head of
 * its own answer can happen and a missing one cannot. What retention removed meanwhile ends the answer: the floor of the
 * next one tells of it.
 */
export const ranges = async (db: Database, asked: readonly RangeQuestion[]): Promise<(StreamRange | null)[]> => {
  const known = await heads(
    db,
    asked.map((question) => question.on),
  )
  const each = Math.max(1, Math.floor(mostEvents / asked.length))
  const from = asked.map((question, place) => Math.max(question.after, known[place]?.floor ?? 0))
  const rows = await db.query<EventRow & { ord: number }>(rangesSql, [
    asked.map((question) => idOf(question.on)),
    from,
    asked.map((question) => Math.min(question.limit, Math.max(each, 1))),
  ])
  const frames: string[][] = asked.map(() => [])
  for (const row of takeUnitsOfEach(rows)) {
    const place = row.ord - 1
    const own = frames[place] as string[]
    if (row.seq !== (from[place] as number) + own.length + 1) continue
    own.push(frameText((asked[place] as RangeQuestion).on, row.seq, row.ev, row.by, row.at, row.body))
  }
  return known.map((head, place) => (head ? { ...head, frames: frames[place] ?? [] } : null))
}

/** Ranges in one question, so that one event of each, however long, stays below NATS's limit. */
export const mostRanges = 20

/** All events of these streams, asked of their owner. */
export const readStreams = async (bus: Bus, owner: string, names: readonly string[]): Promise<EventFrame[]> => {
  const events: EventFrame[] = []
  let due: RangeQuestion[] = names.map((on) => ({ on, after: 0, limit: mostEvents }))
  while (due.length > 0) {
    const asked = due.slice(0, mostRanges)
    const found = await bus.ask<RangeQuestion[], (StreamRange | null)[]>(bus.subjects.streams(owner, 'ranges'), asked)
    const goOn = asked.flatMap((question, place) => {
      const { frames = [], head = 0, floor = 0 } = found[place] ?? {}
      events.push(...frames.map((frame) => JSON.parse(frame) as EventFrame))
      const after = Math.max(question.after, floor) + frames.length
      return frames.length > 0 && after < head ? [{ ...question, after }] : []
    })
    due = [...goOn, ...due.slice(mostRanges)]
  }
  return events
}

const pageSql = (comparison: string, order: string) => `
  select seq, ev, by, body::text as body, floor(extract(epoch from at) * 1000)::bigint as at
  from event where stream = $1 and seq ${comparison} $2 order by seq ${order} limit $3`
const beforeSql = pageSql('<', 'desc')
const afterSql = pageSql('>', 'asc')

/** A page of one stream in ascending order, as frames. `more` tells of further events in the direction asked. */
export const page = async (db: Queryable, on: string, direction: 'before' | 'after', seq: number, limit: number) => {
  const rows = await db.query<EventRow>(direction === 'before' ? beforeSql : afterSql, [idOf(on), seq, limit + 1])
  const held = takeUnits(rows.slice(0, limit))
  const more = rows.length > held.length
  if (direction === 'before') held.reverse()
  return { more, frames: held.map((row) => frameText(on, row.seq, row.ev, row.by, row.at, row.body)) }
}

/** What each of these readers follows, from one snapshot, in the order of the readers. */
export type OpenReaders = (readers: readonly string[]) => Promise<StreamState[][]>

/** Bytes of one stream's state as JSON, at most. */
const stateBytes = 200

/** Those that fit one answer; the first in any case, so that whoever asks again gets on. */
export const takeReaders = (states: readonly StreamState[][], mostBytes: number): (StreamState[] | null)[] => {
  let bytes = 0
  return states.map((own, place) => {
    const size = own.length * stateBytes
    if (place > 0 && bytes + size > mostBytes) return null
    bytes += size
    return own
  })
}

/** Answers the questions of gateways and other services. `openReaders` where clients follow streams of this service. */
export const answerStreams = (bus: Bus, service: string, db: Database, openReaders?: OpenReaders): Disposable => {
  const subject = (question: 'open' | 'heads' | 'ranges') => bus.subjects.streams(service, question)
  const subscriptions = [
    bus.answer(subject('heads'), service, (names: string[]) => heads(db, names)),
    bus.answer(subject('ranges'), service, (asked: RangeQuestion[]) => ranges(db, asked)),
  ]
  if (openReaders) {
    const open = batcher((readers: string[]) => openReaders(readers), { most: 500, inFlight: 2 })
    const openAll = async (readers: string[]) => takeReaders(await Promise.all(readers.map(open)), bus.mostBytes())
    subscriptions.push(bus.answer(subject('open'), service, openAll))
  }
  return {
    [Symbol.dispose]: () => {
      for (const subscription of subscriptions) subscription.drain()
    },
  }
}
