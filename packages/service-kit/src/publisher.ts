/** After the commit: finished client frames to the gateways, and a ring for other services. Fire and forget. */
import {
  frameText,
  type Owner,
  redactedText,
  type SignalBody,
  type SignalName,
  type StreamKind,
} from '@parley/protocol'
import { encodeEvents, encodeFormer, encodeSignals, envelopeBytes, type Mark, markOf } from '@parley/wire'
import type { Bus } from './bus.ts'
import { splitFitting } from './fitting.ts'

/** Consecutive events of one stream, committed. */
export interface StreamEvents {
  readonly on: string
  /** The position of the first. */
  readonly first: number
  /** Whether any of them has an effect. */
  readonly follows: boolean
  readonly frames: readonly string[]
  /** Of each of them. */
  readonly marks: readonly (Mark | undefined)[]
  /** Of a stream that another one rules: the last event there, of those that change who sees what, that was before these. */
  readonly rightsAt?: number | undefined
  /** Positions that one of them takes back. */
  readonly redacts?: readonly number[]
  /** Positions of those of them by which the reader of the stream hides somebody. */
  readonly hides?: readonly number[]
}

export interface Publisher {
  /** Only for what is committed in this epoch: nothing takes it back. `rings`: whether the outbox tells other services of any of it. */
  publish(events: readonly StreamEvents[], epoch: number, rings?: boolean): void
  /** Of a stream that another one rules, and where it says how something stands: `rightsAt` as of then. */
  signal<S extends SignalName>(
    kind: StreamKind,
    id: string,
    name: S,
    by: string | null,
    body: SignalBody<S>,
    rightsAt?: number,
  ): void
  /** Many of one stream together, of the server's own; of a stream that rules others, as of its `rightsAt`. */
  signals<S extends SignalName>(
    kind: StreamKind,
    id: string,
    name: S,
    all: readonly ForSome<SignalBody<S>>[],
    rightsAt?: number,
  ): void
  /** What those may see, or watch, who follow this stream is another thing now: gateways ask anew, and clients are told nothing. */
  lookAgain(kind: StreamKind, id: string): void
}

/** What a signal says; where it is not for everybody who follows the stream, for whom it is. */
export interface ForSome<Body> {
  readonly body: Body
  readonly audience?: string | undefined
}

/** Bytes of events in one message, however much NATS would take. */
const mostBytes = 512 * 1024

const mostBytesOf = (bus: Bus): number => Math.min(mostBytes, bus.mostBytes() - envelopeBytes)

/** UTF-16 units times three is the most that UTF-8 can need; exact sizes are not worth counting. */
const sizeOf = (frame: string) => frame.length * 3 + 1

/** Splits by bytes; each part is again consecutive. */
export const splitEvents = (events: StreamEvents, limit: number): StreamEvents[] => {
  let start = 0
  return splitFitting(events.frames, sizeOf, limit).map((frames) => {
    const end = start + frames.length
    const part = { ...events, first: events.first + start, frames, marks: events.marks.slice(start, end) }
    start = end
    return part
  })
}

/**
 * For gateways of the release before, which do not know what it means that an event is taken back or an author hidden. They take
 * another event at a position that they hold for another history: they forget what they hold, and their readers come in anew.
 */
const forFormer = ({ on, redacts = [], hides = [] }: StreamEvents, epoch: number): string[] =>
  [...redacts, ...hides].map((seq) => encodeFormer(epoch, seq, redactedText(on, seq)))

export const makePublisher = (bus: Bus, service: Owner): Publisher => ({
  publish: (events, epoch, rings = true) => {
    if (events.length === 0) return
    const limit = mostBytesOf(bus)
    for (const stream of events) {
      const subject = bus.subjects.events(stream.on)
      for (const { first, follows, frames, marks, rightsAt } of splitEvents(stream, limit))
        bus.publish(subject, encodeEvents(epoch, first, follows, frames, marks, rightsAt))
      for (const message of forFormer(stream, epoch)) bus.publish(subject, message)
    }
    if (rings) bus.publish(bus.subjects.committed(service), '')
  },
  signal: (kind, id, name, by, body, rightsAt) => {
    const on = `${kind}/${id}`
    const frame = frameText(on, undefined, name, by, Date.now(), JSON.stringify(body))
    bus.publish(bus.subjects.events(on), encodeSignals([frame], [markOf(name, by)], rightsAt))
  },
  lookAgain: (kind, id) => bus.publish(bus.subjects.events(`${kind}/${id}`), encodeSignals([])),
  signals: (kind, id, name, all, rightsAt) => {
    const on = `${kind}/${id}`
    const at = Date.now()
    const told = all.map(({ body, audience }) => ({
      frame: frameText(on, undefined, name, null, at, JSON.stringify(body)),
      mark: markOf(name, null, { audience }),
    }))
    const sizeOfBoth = ({ frame, mark }: (typeof told)[number]) => sizeOf(frame) + sizeOf(JSON.stringify(mark ?? ''))
    for (const part of splitFitting(told, sizeOfBoth, mostBytesOf(bus))) {
      const frames = part.map(({ frame }) => frame)
      const marks = part.map(({ mark }) => mark)
      bus.publish(bus.subjects.events(on), encodeSignals(frames, marks, rightsAt))
    }
  },
})
