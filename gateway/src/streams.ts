/** All streams that this gateway follows: one subscription each, and questions to their owners, many in one. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import {
  decodeEvents,
  fail,
  type HeldQuestion,
  type OpenPage,
  type OpenQuestion,
  type Owner,
  type RangeQuestion,
  type StreamHead,
  type StreamRange,
  type StreamState,
  streamOwners,
} from '@parley/protocol'
import {
  askOwner,
  type Bus,
  batcher,
  coalesce,
  type Log,
  makePace,
  mostHeads,
  mostRanges,
  mostReaders,
  steadyNow,
  type WarnSeldom,
  warnSeldom,
} from '@parley/service-kit'
import type { Connection } from './connection.ts'
import { none } from './followed.ts'
import { Pieces } from './pieces.ts'
import { Stream } from './stream.ts'
import type { Held, HistoryFault, StreamIo } from './stream-io.ts'
import type { Traffic } from './traffic.ts'
import type { Turn } from './turn.ts'

/** What arrives in the wrong order puts itself right within this time; what is lost does not. */
const gapWaitMs = 15
/** A stream that nobody follows any more is kept this long, ring and all, for those who reconnect. */
const lingerMs = 30_000
/** So much of what a connection missed is written before it is asked whether it has room for more. */
export const missedBytes = 32_768
/** Streams that are begun, joined or forgotten, for all readers together, before all else has its turn: some milliseconds. */
const mostInTurn = 200
/** Of everybody who comes back at the same time, those of so long are looked up in one statement. */
const openEveryMs = 20
/** Of many streams that are begun one after the other, those of so long are compared in one question. */
const compareEveryMs = 20
/** How often an owner is told that it is behind, for all streams of it together. */
const tellBehindMs = 500

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

/** A stream in a reader's list, and where they go on in it. */
interface Following extends StreamHead {
  readonly on: string
  readonly from: number
}

type Opener = (question: OpenQuestion) => Promise<OpenPage>

/** Page by page: a long list does not fit one answer. A page that gets nowhere is the last one asked for. */
const openPages = async (ask: Opener, reader: string): Promise<StreamState[]> => {
  const all: StreamState[] = []
  for (;;) {
    const after = all.at(-1)?.on
    const { streams, more } = await ask(after === undefined ? { reader } : { reader, after })
    for (const state of streams) all.push(state)
    if (!more) return all
    if (streams.length === 0) fail('UNAVAILABLE', { retry_ms: 500 })
  }
}

export class Streams {
  readonly #bus: Bus
  readonly #log: Log
  readonly #warn: WarnSeldom
  readonly #traffic: Traffic
  readonly #toldBehind = new Map<string, number>()
  readonly #io: StreamIo<Connection>
  readonly #bySubject = new Map<string, { readonly stream: ConnectionStream; readonly subscription: Subscription }>()
  readonly #listen: (subject: string) => Subscription
  readonly #behind = new Set<ConnectionStream>()
  #fresh: ConnectionStream[] = []
  readonly #openers: Opener[] = []
  readonly #rangers = new Map<string, (question: RangeQuestion) => Promise<StreamRange | null>>()
  readonly #holders = new Map<string, (held: HeldQuestion) => Promise<number>>()
  readonly #compareFresh: () => Promise<void>
  readonly #pieces = new Pieces(mostInTurn)

  constructor({ bus, turn, log, ringEvents, resumeEvents, traffic, mayDraw, lose }: StreamsOptions) {
    this.#bus = bus
    this.#log = log
    this.#warn = warnSeldom(log)
    this.#traffic = traffic
    this.#listen = bus.listener((message) => this.#receive(message.subject, message.data))
    for (const owner of streamOwners) {
      this.#openers.push(
        batcher((asked: OpenQuestion[]) => askOwner(bus, owner, 'open', asked), {
          most: mostReaders(bus),
          inFlight: 4,
          everyMs: openEveryMs,
          sized: (readers) => traffic.asked('open', readers),
        }),
      )
      this.#rangers.set(
        owner,
        batcher((asked: RangeQuestion[]) => askOwner(bus, owner, 'ranges', asked), {
          most: mostRanges(bus),
          inFlight: 4,
          sized: (positions) => traffic.asked('ranges', positions),
        }),
      )
      this.#holders.set(
        owner,
        batcher((held: HeldQuestion[]) => askOwner(bus, owner, 'held', held), { most: mostRanges(bus), inFlight: 1 }),
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
      forgotten: (stream, fault, held) => this.#forgotten(stream, fault, held),
      outdated: (stream) => this.#tellBehind(stream),
      lose,
    }
    const pace = makePace(compareEveryMs)
    this.#compareFresh = coalesce(async () => {
      await sleep(pace.wait())
      pace.step()
      const fresh = this.#fresh.splice(0)
      await bus.flush()
      for (const most = mostHeads(bus); fresh.length > 0; ) await this.#compare(fresh.splice(0, most))
    })
  }

  get size(): number {
    return this.#bySubject.size
  }

  /** Everything this user follows, as the owners say now. */
  async open(user: string): Promise<StreamState[]> {
    const parts = await Promise.all(this.#openers.map((open) => openPages(open, user)))
    return parts.flat()
  }

  /** Listens to these before somebody follows them, not all at once: others have their turn in between. */
  begin(states: readonly StreamState[]): Promise<void> {
    return this.#pieces.each(states, ({ on, epoch, head }) => void this.#streamOf(on, { epoch, head }))
  }

  /** The connection has seen the stream up to `from`; `at` is where the stream stood when it was listed. */
  follow(connection: Connection, on: string, from: number, at: StreamHead): void {
    const stream = this.#streamOf(on, at)
    connection.follow(stream)
    stream.join(connection, from, at)
  }

  /**
   * From the last one on, some at a time: the reader's own stream, of which events start others, comes first in a list. Joined
   * at the end, it overrules the list by what the reader missed.
   */
  followAll(connection: Connection, list: readonly Following[]): Promise<void> {
    return this.#pieces.each(list.toReversed(), ({ on, from, epoch, head, floor }) => {
      if (!connection.closed) this.follow(connection, on, from, { epoch, head, floor })
      return !connection.closed
    })
  }

  leaveAll(connection: Connection): void {
    const now = steadyNow()
    for (const stream of connection.streams) stream.leave(connection, now)
    connection.streams = none
  }

  /** Looks for lost tails: compares every position with its owner's. Forgets streams that nobody came back to. */
  async compareAll(): Promise<void> {
    await this.#sweep(steadyNow() - lingerMs)
    const most = mostHeads(this.#bus)
    let some: ConnectionStream[] = []
    for (const { stream } of this.#bySubject.values()) {
      if (some.push(stream) < most) continue
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
    stream.emptySince = steadyNow()
    this.#bySubject.set(subject, { stream, subscription: this.#listen(subject) })
    // The subscription is live only after a flush: what was missed until then is found by comparing.
    if (this.#fresh.push(stream) === 1)
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
    stream.leave(connection, steadyNow())
    connection.unfollow(stream)
  }

  /** In the same epoch nobody else may have noticed: its owner is told what it had, and begins the next one. */
  #forgotten({ on, epoch }: ConnectionStream, fault: HistoryFault, { seq, frame }: Held): void {
    this.#traffic.historyLost(fault)
    this.#warn({ stream: on, epoch, seq, fault }, 'a stream has another history: those who follow it are to read anew')
    if (fault !== 'head' && fault !== 'event') return
    this.#tell({ on, epoch, seq, ...(frame ? { frame: Buffer.from(frame).toString('utf8') } : {}) })
  }

  #tellBehind({ on, epoch }: ConnectionStream): void {
    const owner = ownerOf(on)
    const now = steadyNow()
    if (now - (this.#toldBehind.get(owner) ?? Number.NEGATIVE_INFINITY) < tellBehindMs) return
    this.#toldBehind.set(owner, now)
    this.#tell({ on, epoch, seq: 0 })
  }

  #tell(held: HeldQuestion): void {
    const ask = this.#holders.get(ownerOf(held.on))
    ask?.(held).catch((err) => this.#warn({ err, stream: held.on }, 'the owner of a stream is not told what it had'))
  }

  async #sweep(before: number): Promise<void> {
    let swept = 0
    for (const [subject, { stream, subscription }] of this.#bySubject) {
      if (stream.emptySince === 0 || stream.emptySince > before) continue
      subscription.unsubscribe()
      this.#bySubject.delete(subject)
      if (++swept % mostInTurn === 0) await nextTurn()
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
      const positions = own.map((stream) => stream.position)
      this.#traffic.asked('heads', names.length)
      const heads = await askOwner(this.#bus, owner as Owner, 'heads', names)
      own.forEach((stream, place) => {
        stream.notice(heads[place] ?? { epoch: 0, head: 0 }, positions[place])
        stream.wake()
      })
    }
  }
}
