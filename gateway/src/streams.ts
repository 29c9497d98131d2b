/** All streams that this gateway follows: one subscription each, and questions to their owners, many in one. */
import {
  decodeEvents,
  type RangeQuestion,
  type StreamHead,
  type StreamRange,
  type StreamState,
  streamOwners,
} from '@parley/protocol'
import { type Bus, batcher, coalesce, type Log, mostRanges } from '@parley/service-kit'
import type { Connection } from './connection.ts'
import { Stream } from './stream.ts'
import type { StreamIo } from './stream-io.ts'
import type { Traffic } from './traffic.ts'
import type { Turn } from './turn.ts'

/** What arrives in the wrong order puts itself right within this time; what is lost does not. */
const gapWaitMs = 15
/** A stream that nobody follows any more is kept this long, ring and all, for those who reconnect. */
const lingerMs = 30_000
/** So much of what a connection missed is written before it is asked whether it has room for more. */
export const missedBytes = 32_768
/** Streams in one question about heads: a few, as what is gone before the next question costs no memory. */
const mostHeads = 2_000
/** Of everybody who comes back at the same time, those of so long are looked up in one statement. */
const openEveryMs = 20

type ConnectionStream = Stream<Connection>
type Subscription = ReturnType<Bus['listen']>

export interface StreamsOptions {
  readonly bus: Bus
  readonly turn: Turn
  readonly log: Log
  readonly ringEvents: number
  readonly resumeEvents: number
  readonly traffic: Traffic
  mayDraw(connection: Connection, bytes: number): boolean
  lose(connection: Connection): void
}

const ownerOf = (on: string) => on.slice(0, on.indexOf('/'))

/** An answer that was full before it came to this reader is asked for again. */
const untilAnswered = async <T>(ask: () => Promise<T | null>): Promise<T> => (await ask()) ?? untilAnswered(ask)

export class Streams {
  readonly #bus: Bus
  readonly #log: Log
  readonly #traffic: Traffic
  readonly #io: StreamIo<Connection>
  readonly #bySubject = new Map<string, { readonly stream: ConnectionStream; readonly subscription: Subscription }>()
  readonly #listen: (subject: string) => Subscription
  readonly #behind = new Set<ConnectionStream>()
  #fresh: ConnectionStream[] = []
  readonly #openers: ((user: string) => Promise<StreamState[] | null>)[] = []
  readonly #rangers = new Map<string, (question: RangeQuestion) => Promise<StreamRange | null>>()
  readonly #compareFresh: () => Promise<void>

  constructor({ bus, turn, log, ringEvents, resumeEvents, traffic, mayDraw, lose }: StreamsOptions) {
    this.#bus = bus
    this.#log = log
    this.#traffic = traffic
    this.#listen = bus.listener((message) => this.#receive(message.subject, message.data))
    for (const owner of streamOwners) {
      const ask =
        <Ask, Tell>(question: 'open' | 'ranges') =>
        (items: Ask[]): Promise<Tell[]> =>
          bus.ask(bus.subjects.streams(owner, question), items)
      this.#openers.push(
        batcher(ask<string, StreamState[] | null>('open'), {
          most: 200,
          inFlight: 4,
          everyMs: openEveryMs,
          sized: (readers) => traffic.asked('open', readers),
        }),
      )
      this.#rangers.set(
        owner,
        batcher(ask<RangeQuestion, StreamRange | null>('ranges'), {
          most: mostRanges,
          inFlight: 4,
          sized: (positions) => traffic.asked('ranges', positions),
        }),
      )
    }
    this.#io = {
      turn,
      ringEvents,
      resumeEvents,
      missedBytes,
      traffic,
      mayDraw,
      range: (on, after) => this.#range(on, after),
      repairSoon: (stream) => this.#repairSoon(stream),
      start: (connection, on, at) => this.#restart(connection, on, at),
      end: (connection, stream) => this.#leave(connection, stream),
      lose,
    }
    this.#compareFresh = coalesce(async () => {
      const fresh = this.#fresh.splice(0)
      await bus.flush()
      await this.#compare(fresh)
    })
  }

  get size(): number {
    return this.#bySubject.size
  }

  /** Everything this user follows, as the owners say now. */
  async open(user: string): Promise<StreamState[]> {
    const parts = await Promise.all(this.#openers.map((open) => untilAnswered(() => open(user))))
    return parts.flat()
  }

  /** The connection has seen the stream up to `from`; `at` is where the stream stood when it was listed. */
  follow(connection: Connection, on: string, from: number, at: StreamHead): void {
    const stream = this.#streamOf(on, at)
    connection.follow(stream)
    stream.join(connection, from, at)
  }

  leaveAll(connection: Connection): void {
    const now = Date.now()
    for (const stream of connection.streams) stream.leave(connection, now)
    connection.streams = []
  }

  /** Looks for lost tails: compares every position with its owner's. Forgets streams that nobody came back to. */
  async compareAll(): Promise<void> {
    this.#sweep(Date.now() - lingerMs)
    let some: ConnectionStream[] = []
    for (const { stream } of this.#bySubject.values()) {
      if (some.push(stream) < mostHeads) continue
      await this.#compare(some)
      some = []
    }
    await this.#compare(some)
  }

  #streamOf(on: string, at: Pick<StreamHead, 'epoch' | 'head'>): ConnectionStream {
    const subject = this.#bus.subjects.events(on)
    const known = this.#bySubject.get(subject)
    if (known) return known.stream
    const stream: ConnectionStream = new Stream(on, at, this.#io)
    this.#bySubject.set(subject, { stream, subscription: this.#listen(subject) })
    // The subscription is live only after a flush: what was missed until then is found by comparing.
    this.#fresh.push(stream)
    this.#compareFresh().catch((err) => this.#log.debug({ err }, 'heads not compared, later'))
    return stream
  }

  #receive(subject: string, data: Uint8Array): void {
    try {
      const batch = decodeEvents(data)
      this.#traffic.events.value += batch.frames.length
      this.#bySubject.get(subject)?.stream.receive(batch)
    } catch (err) {
      this.#log.error({ err, subject }, 'not an event batch; the events are fetched instead')
    }
  }

  /** A room joined, perhaps again: from its head, whatever was followed before. */
  #restart(connection: Connection, on: string, at: StreamHead): void {
    const known = this.#bySubject.get(this.#bus.subjects.events(on))?.stream
    if (known) this.#leave(connection, known)
    this.follow(connection, on, at.head, at)
  }

  #leave(connection: Connection, stream: ConnectionStream): void {
    stream.leave(connection, Date.now())
    connection.unfollow(stream)
  }

  #sweep(before: number): void {
    for (const [subject, { stream, subscription }] of this.#bySubject) {
      if (stream.emptySince === 0 || stream.emptySince > before) continue
      subscription.unsubscribe()
      this.#bySubject.delete(subject)
    }
  }

  #range(on: string, after: number): Promise<StreamRange | null> {
    const ask = this.#rangers.get(ownerOf(on))
    return ask ? ask({ on, after, limit: 1_000 }) : Promise.resolve(null)
  }

  #repairSoon(stream: ConnectionStream): void {
    if (this.#behind.size === 0) setTimeout(() => this.#repairBehind(), gapWaitMs)
    this.#behind.add(stream)
  }

  #repairBehind(): void {
    const streams = [...this.#behind]
    this.#behind.clear()
    for (const stream of streams) {
      if (!stream.isBehind) continue
      this.#log.debug({ stream: stream.on, position: stream.position }, 'repairing a gap')
      const repaired = () => void this.#traffic.repaired.value++
      stream.repair().then(repaired, (err) => this.#log.warn({ err, stream: stream.on }, 'a gap is not repaired yet'))
    }
  }

  async #compare(streams: readonly ConnectionStream[]): Promise<void> {
    const byOwner = Map.groupBy(streams, (stream) => ownerOf(stream.on))
    for (const [owner, own] of byOwner) {
      const names = own.map((stream) => stream.on)
      this.#traffic.asked('heads', names.length)
      const heads = await this.#bus.ask<string[], (StreamHead | null)[]>(
        this.#bus.subjects.streams(owner, 'heads'),
        names,
      )
      own.forEach((stream, place) => {
        stream.notice(heads[place] ?? { epoch: 0, head: 0 })
        stream.wake()
      })
    }
  }
}
