/** What a page of the outbox is made of: rows in the order of their transactions, told in that of their streams. */
import type { EventFrame, StreamKind } from '@parley/protocol'
import type { OutboxPosition } from '@parley/wire'
import type { InEpoch } from './database.ts'
import { streamName } from './transaction.ts'

export interface Row extends InEpoch {
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

const toFrame = (row: Row): EventFrame => ({
  on: streamName(row.kind, row.stream),
  seq: row.seq,
  ev: row.ev,
  ...(row.by ? { by: row.by } : {}),
  at: row.at,
  is: JSON.parse(row.body ?? '{}'),
})

export const placeOf = ({ stream, seq }: Row) => ({ stream, seq })

/** Bytes of an event around its body, at most. */
const aroundBytes = 300
export const bytesOf = ({ body }: Row) => Buffer.byteLength(body ?? '') + aroundBytes

export const isAskedFor = ({ body }: Row) => body !== null

/** Each stream in its order, in the places that its events have: older ones of a page may stand behind newer ones. */
export const toFrames = (rows: readonly Row[]): EventFrame[] => {
  const asked = rows.filter(isAskedFor)
  const streams = Map.groupBy(asked, ({ stream }) => stream)
  for (const [stream, own] of streams)
    streams.set(
      stream,
      own.toSorted((one, other) => other.seq - one.seq),
    )
  return asked.map((row) => toFrame(streams.get(row.stream)?.pop() ?? row))
}

export interface Telling {
  readonly events: EventFrame[]
  readonly ahead: NonNullable<OutboxPosition['ahead']>
}

/** Nothing twice: neither what was told before its place, nor, later, what is now. */
export const tell = ({ ahead = [] }: OutboxPosition, rows: readonly Row[], earlier: readonly Row[]): Telling => {
  const keyOf = ({ stream, seq }: Pick<Row, 'stream' | 'seq'>) => `${stream} ${seq}`
  const told = new Set(ahead.map(keyOf))
  const passed = new Set(rows.map(keyOf))
  const fresh = earlier.filter((row) => !told.has(keyOf(row)))
  return {
    events: toFrames([...rows, ...fresh].filter((row) => !told.has(keyOf(row)))),
    ahead: [...ahead.filter((place) => !passed.has(keyOf(place))), ...fresh.map(placeOf)],
  }
}
