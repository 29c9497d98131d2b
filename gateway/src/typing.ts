/**
 * Who types where. No service is asked: whoever follows the stream of a room may type in it. Gateways tell each other beside the
 * events, in words of which nobody can make an event.
 */
import { fail, frameText, gatewaySignals, Id, matches, typingMs } from '@parley/protocol'
import { type Bus, steadyNow } from '@parley/service-kit'
import type { Connection } from './connection.ts'
import { Recent } from './recent.ts'
import type { Streams } from './streams.ts'

/** Of more, nobody could say who they are: a page names two. It bounds what a room of thousands costs each of them. */
const mostTypists = 5
/** One that was told in time may arrive somewhat earlier behind the one before. */
const arrivalMs = typingMs.again - 1_000

type Told = keyof typeof gatewaySignals
const isTold = (word: string): word is Told => Object.hasOwn(gatewaySignals, word)

const streamOf = (room: string): string => `${gatewaySignals['typing.started'].stream}/${room}`

export class Typing {
  readonly #bus: Bus
  readonly #streams: Pick<Streams, 'find' | 'isFollowed'>
  readonly #said = new Recent(typingMs.again, mostTypists)
  readonly #heard: Readonly<Record<Told, Recent>> = {
    'typing.started': new Recent(arrivalMs, mostTypists),
    'typing.stopped': new Recent(arrivalMs, mostTypists),
  }
  /** Where each connection typed of late, and when. */
  readonly #typed = new WeakMap<Connection, Map<string, number>>()

  constructor(bus: Bus, streams: Pick<Streams, 'find' | 'isFollowed'>) {
    this.#bus = bus
    this.#streams = streams
    const before = bus.subjects.typing('')
    bus.listen(bus.subjects.typing('>'), ({ subject, data }) =>
      this.#hear(subject.slice(before.length).replaceAll('.', '/'), Buffer.from(data).toString('latin1')),
    )
  }

  /** Fails where the connection does not follow the room. */
  start(connection: Connection, room: string): void {
    const on = streamOf(room)
    if (!this.#streams.isFollowed(connection, on)) fail('STREAM_NOT_FOUND')
    const now = steadyNow()
    if (!this.#said.take(on, connection.user, now)) return
    this.#note(connection, on, now)
    this.#say(on, 'typing.started', connection.user)
  }

  /** Nobody types over a connection that is gone. */
  left(connection: Connection): void {
    const since = steadyNow() - typingMs.over
    for (const [on, at] of this.#typed.get(connection) ?? [])
      if (at > since) this.#say(on, 'typing.stopped', connection.user)
    this.#typed.delete(connection)
  }

  #note(connection: Connection, on: string, now: number): void {
    const typed = this.#typed.get(connection) ?? new Map<string, number>()
    for (const [other, at] of typed) if (at <= now - typingMs.over) typed.delete(other)
    this.#typed.set(connection, typed.set(on, now))
  }

  /** While NATS is away it is lost: later it would not be true. */
  #say(on: string, ev: Told, by: string): void {
    if (this.#bus.connected()) this.#bus.publish(this.#bus.subjects.typing(on), `${ev} ${by}`)
  }

  /** A gateway can say no more than this, whatever it sends. */
  #hear(on: string, text: string): void {
    const [ev = '', by = ''] = text.split(' ')
    const stream = this.#streams.find(on)
    if (!isTold(ev) || !stream || !matches(Id, by) || !this.#heard[ev].take(on, by, steadyNow())) return
    const frames = [Buffer.from(frameText(on, undefined, ev, by, Date.now(), '{}'))]
    stream.receive({ epoch: 0, first: 0, follows: false, frames, marks: undefined })
  }
}
