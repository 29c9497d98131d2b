/** After the commit: finished client frames to the gateways, and a ring for other services. Fire and forget. */
import {
  encodeEvents,
  encodeSignals,
  envelopeBytes,
  frameText,
  type SignalBody,
  type SignalName,
  type StreamKind,
} from '@parley/protocol'
import type { Bus } from './bus.ts'
import { splitFitting } from './fitting.ts'

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
  /** Only for what is committed in this epoch: nothing takes it back. */
  publish(events: readonly StreamEvents[], epoch: number): void
  signal<S extends SignalName>(kind: StreamKind, id: string, name: S, by: string | null, body: SignalBody<S>): void
}

/** Bytes of events in one message, however much NATS would take. */
const mostBytes = 512 * 1024

/** UTF-16 units times three is the most that UTF-8 can need; exact sizes are not worth counting. */
const sizeOf = (frame: string) => frame.length * 3 + 1

/** Splits by bytes; each part is again consecutive. */
export const splitEvents = (events: StreamEvents, limit: number): StreamEvents[] => {
  let { first } = events
  return splitFitting(events.frames, sizeOf, limit).map((frames) => {
    const part = { ...events, first, frames }
    first += frames.length
    return part
  })
}

export const makePublisher = (bus: Bus, service: 'auth' | 'chat'): Publisher => ({
  publish: (events, epoch) => {
    if (events.length === 0) return
    const limit = Math.min(mostBytes, bus.mostBytes() - envelopeBytes)
    for (const stream of events)
      for (const part of splitEvents(stream, limit))
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
