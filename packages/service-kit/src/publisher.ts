/** After the commit: finished client frames to the gateways, and a ring for other services. Fire and forget. */
import {
  encodeEvents,
  encodeSignals,
  frameText,
  type SignalBody,
  type SignalName,
  type StreamKind,
} from '@parley/protocol'
import type { Bus } from './bus.ts'

/** Consecutive events of one stream, committed. */
export interface StreamEvents {
  readonly on: string
  /** The position of the first. */
  readonly first: number
  /** Whether any of them starts or ends somebody's following. */
  readonly follows: boolean
  readonly frames: readonly string[]
}

export interface Publisher {
  /** Only for what is committed: nothing takes it back. */
  publish(events: readonly StreamEvents[]): void
  signal<S extends SignalName>(kind: StreamKind, id: string, name: S, by: string | null, body: SignalBody<S>): void
}

/** NATS refuses more than its maximum payload (8 MiB as we run it, 1 MiB by default): stay below the smaller. */
const mostBytes = 512 * 1024

/** UTF-16 units times three is the most that UTF-8 can need; exact sizes are not worth counting. */
const sizeOf = (frame: string) => frame.length * 3 + 1

/** Splits by bytes; each part is again consecutive. */
export const splitEvents = (events: StreamEvents, limit = mostBytes): StreamEvents[] => {
  const parts: StreamEvents[] = []
  let start = 0
  let bytes = 0
  const cut = (end: number) => {
    if (end > start) parts.push({ ...events, first: events.first + start, frames: events.frames.slice(start, end) })
    start = end
    bytes = 0
  }
  events.frames.forEach((frame, place) => {
    if (bytes + sizeOf(frame) > limit) cut(place)
    bytes += sizeOf(frame)
  })
  cut(events.frames.length)
  return parts
}

export const makePublisher = (bus: Bus, service: 'auth' | 'chat', epoch: number): Publisher => ({
  publish: (events) => {
    if (events.length === 0) return
    for (const stream of events)
      for (const part of splitEvents(stream))
        bus.publish(bus.subjects.events(part.on), encodeEvents(epoch, part.first, part.follows, part.frames))
    bus.publish(bus.subjects.committed(service), '')
  },
  signal: (kind, id, name, by, body) => {
    const on = `${kind}/${id}`
    bus.publish(
      bus.subjects.events(on),
      encodeSignals([frameText(on, undefined, name, by, Date.now(), JSON.stringify(body))]),
    )
  },
})
