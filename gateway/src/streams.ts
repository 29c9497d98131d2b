/** All streams that this gateway follows: one subscription each, and questions to their owners, many in one. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Owner, ownerOf, streamOwners } from '@parley/protocol'
import { type Bus, type Log, steadyNow, type WarnSeldom, warnSeldom } from '@parley/service-kit'
import {
  decodeEvents,
  type HeldQuestion,
  type ReaderHead,
  type ReaderState,
  type StreamHead,
  sinceOf,
} from '@parley/wire'
import { Comparison } from './comparison.ts'
import type { Connection } from './connection.ts'
import { none } from './followed.ts'
import type { Waiting } from './opening.ts'
import type { Order } from './order.ts'
import { type Opened, type OpeningAt, Owners } from './owners.ts'
import { Pieces } from './pieces.ts'
import { ReaderSight } from './reader-sight.ts'
import { Rulers } from './rulers.ts'
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
  /** The services whose streams are followed. Not given: all of the protocol. */
  readonly owners?: readonly Owner[] | undefined
  mayDraw(connection: Connection, bytes: number): boolean
  lose(connection: Connection): void
}

/** A stream in a reader's list, and where they go on in it. */
interface Following extends ReaderHead {
  readonly on: string
  readonly from: number
}

export class Streams {
  readonly #bus: Bus
  readonly #owners: Owners
  readonly #rulers: Rulers<Connection>
  readonly #lose: (connection: Connection) => void
  readonly #log: Log
  readonly #warn: WarnSeldom
  readonly #traffic: Traffic
  readonly #toldBehind = new Map<string, number>()
  readonly #io: StreamIo<Connection>
  readonly #bySubject = new Map<string, { readonly stream: ConnectionStream; readonly subscription: Subscription }>()
  readonly #listen: (subject: string) => Subscription
  readonly #behind = new Set<Order>()
  readonly #comparisons = new Map<string, Comparison>()
  readonly #pieces = new Pieces(mostInTurn)

  constructor({ bus, turn, log, ringEvents, resumeEvents, traffic, owners, mayDraw, lose }: StreamsOptions) {
    this.#bus = bus
    this.#owners = new Owners(bus, traffic, owners ?? streamOwners, (owner) =>
      this.#warn(
        { owner },
        'a service does not say in time what readers follow: they go on without it, and it is asked again',
      ),
    )
    this.#lose = lose
    this.#log = log
    this.#warn = warnSeldom(log)
    this.#traffic = traffic
    this.#rulers = new Rulers({
      owners: this.#owners,
      find: (on) => this.find(on),
      streamOf: (on, at) => this.#streamOf(on, at),
      leave: (connection, stream) => this.#leave(connection, stream),
      failed: (err) => this.#warn({ err }, 'what readers may see is not known: they wait'),
    })
    this.#listen = bus.listener((message) => this.#receive(message.subject, message.data))
    this.#io = {
      turn,
      ringEvents,
      resumeEvents,
      missedBytes,
      traffic,
      mayDraw,
      range: this.#rulers.range,
      ruler: this.#rulers.make,
      ended: (connection, on) => this.#rulers.ended(connection, on),
      repairSoon: (stream) => this.#repairSoon(stream),
      start: (connection, on, at) => this.#restart(connection, on, at),
      end: (connection, stream) => this.#leave(connection, stream),
      see: (connection, change) => {
        connection.sight = ReaderSight.changed(connection.sight, change)
      },
      look: (connection, on) => void this.#look(connection, on),
      sight: (connection, on) => void this.#seeAgain(connection, on),
      reach: (connection, on, seq) => void this.#reach(connection, on, seq),
      forgotten: (stream, fault, held) => this.#forgotten(stream, fault, held),
      outdated: (stream) => this.#tellBehind(stream),
      lose,
    }
  }

  get size(): number {
    return this.#bySubject.size
  }

  /** The stream, where this gateway follows it. */
  find(on: string): ConnectionStream | undefined {
    return this.#bySubject.get(this.#bus.subjects.events(on))?.stream
  }

  /** Everything this user follows and may not see, as the owners say now. */
  open(user: string): Promise<Opened> {
    return this.#owners.open(user)
  }

  /** The same, each owner when it answers. */
  openEach(who: Waiting): OpeningAt[] {
    return this.#owners.openEach(who)
  }

  /** Listens to these before somebody follows them, not all at once: others have their turn in between. */
  begin(states: readonly ReaderState[]): Promise<void> {
    return this.#pieces.each(states, ({ on, epoch, head }) => void this.#streamOf(on, { epoch, head }))
  }

  /** The connection has seen the stream up to `from`; `at` is where the stream stood when it was listed. */
  follow(connection: Connection, on: string, from: number, at: ReaderHead): void {
    const stream = this.#streamOf(on, at)
    connection.follow(stream)
    stream.join(connection, from, at)
  }

  /**
   * From the last one on, some at a time: the reader's own stream, of which events start others, comes first in a list. Joined
   * at the end, it overrules the list by what the reader missed.
   */
  followAll(connection: Connection, list: readonly Following[]): Promise<void> {
    return this.#pieces.each(list.toReversed(), ({ on, from, ...at }) => {
      if (!connection.closed) this.follow(connection, on, from, at)
      return !connection.closed
    })
  }

  /** Where these streams stand, of which the user wants to look at each; null where there is none for them. */
  async ask(user: string, names: readonly string[]): Promise<(ReaderState | null)[]> {
    const states = await this.#owners.follow(user, names)
    return states.map((state) => state && this.#rulers.learn(state))
  }

  isFollowed(connection: Connection, on: string): boolean {
    return this.find(on)?.positionOf(connection) !== undefined
  }

  /** Up to where the connection has been sent it; nothing where it did not follow it. */
  leave(connection: Connection, on: string): number | undefined {
    const stream = this.find(on)
    const position = stream?.positionOf(connection)
    if (stream && position !== undefined) this.#leave(connection, stream)
    return position
  }

  leaveAll(connection: Connection): void {
    const now = steadyNow()
    for (const stream of connection.streams) stream.leave(connection, now)
    connection.streams = none
  }

  /** Looks for lost tails: compares every position with its owner's. Forgets streams that nobody came back to. */
  async compareAll(): Promise<void> {
    await this.#sweep(steadyNow() - lingerMs)
    const streams = [...this.#bySubject.values()].map(({ stream }) => stream)
    const byOwner = Map.groupBy(streams, ({ on }) => ownerOf(on))
    await Promise.all([...byOwner].map(([owner, own]) => this.#comparisonOf(owner).all(own)))
  }

  #comparisonOf(owner: string): Comparison {
    const known = this.#comparisons.get(owner)
    if (known) return known
    const owners = this.#owners
    const made = new Comparison({
      get mostHeads() {
        return owners.mostHeads
      },
      heads: (names) => owners.heads(owner, names),
      flush: () => this.#bus.flush(),
      failed: (err) => this.#log.debug({ err }, 'heads not compared, later'),
    })
    this.#comparisons.set(owner, made)
    return made
  }

  #streamOf(on: string, at: Pick<StreamHead, 'epoch' | 'head'>): ConnectionStream {
    const subject = this.#bus.subjects.events(on)
    const known = this.#bySubject.get(subject)
    if (known) return known.stream
    const stream: ConnectionStream = new Stream(on, at, this.#io)
    stream.emptySince = steadyNow()
    this.#bySubject.set(subject, { stream, subscription: this.#listen(subject) })
    // The subscription is live only after a flush: what was missed until then is found by comparing.
    this.#comparisonOf(ownerOf(on)).begun(stream)
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
  #restart(connection: Connection, on: string, at: ReaderHead): void {
    this.leave(connection, on)
    this.follow(connection, on, at.head, at)
  }

  #leave(connection: Connection, stream: ConnectionStream): void {
    stream.leave(connection, steadyNow())
    connection.unfollow(stream)
    connection.asides?.delete(stream.on)
  }

  /** In the same epoch nobody else may have noticed: its owner is told what it had, and begins the next one. */
  #forgotten({ on, epoch }: Order, fault: HistoryFault, { seq, frame }: Held): void {
    this.#traffic.historyLost(fault)
    this.#warn({ stream: on, epoch, seq, fault }, 'a stream has another history: those who follow it are to read anew')
    if (fault !== 'head' && fault !== 'event') return
    this.#tell({ on, epoch, seq, ...(frame ? { frame: Buffer.from(frame).toString('utf8') } : {}) })
  }

  #tellBehind({ on, epoch }: Order): void {
    const owner = ownerOf(on)
    const now = steadyNow()
    if (now - (this.#toldBehind.get(owner) ?? Number.NEGATIVE_INFINITY) < tellBehindMs) return
    this.#toldBehind.set(owner, now)
    this.#tell({ on, epoch, seq: 0 })
  }

  #tell(held: HeldQuestion): void {
    this.#owners
      .held(held)
      .catch((err) => this.#warn({ err, stream: held.on }, 'the owner of a stream is not told what it had'))
  }

  /**
   * Nobody goes on who may see another thing than we know. What a connection follows by name it follows no longer until its owner
   * says again that it may: then it goes on from where it was. Of what it is just asking for, the owner is asked once more: nothing of
   * that comes before the answer.
   */
  async #look(connection: Connection, on: string): Promise<void> {
    const own = [...(connection.asides ?? [])].filter(([name]) => ownerOf(name) === ownerOf(on))
    for (const [, asked] of own) asked.isOutdated = true
    const asides = own.filter(([name]) => this.isFollowed(connection, name))
    const left = asides.map(([name]) => this.leave(connection, name))
    for (const [name, asked] of asides) connection.asides?.set(name, asked)
    const names = asides.map(([name]) => name)
    try {
      const [told, states] = await Promise.all([
        this.#owners.sight(on, connection.user),
        this.ask(connection.user, names),
      ])
      connection.sight = ReaderSight.told(connection.sight, told)
      asides.forEach(([name, asked], place) => {
        // Left, or asked for again, meanwhile: that counts.
        if (connection.closed || connection.asides?.get(name) !== asked) return
        // Where an answer from before has come meanwhile, it follows the stream again.
        const [from, state] = [this.leave(connection, name) ?? left[place], states[place]]
        connection.asides.set(name, asked)
        if (state) this.follow(connection, name, from ?? state.head, state)
        else this.#rulers.ended(connection, name)
      })
    } catch (err) {
      this.#warn({ err, stream: on }, 'what somebody may see is not known: they are to open anew')
      this.#lose(connection)
    }
  }

  /** Where its owner does not answer, it opens anew. */
  async #seeAgain(connection: Connection, on: string): Promise<void> {
    try {
      const told = await this.#owners.sight(on, connection.user)
      // As it sees now: its own stream may have said more meanwhile.
      connection.sight = ReaderSight.told(connection.sight, told)
    } catch (err) {
      this.#warn({ err, stream: on }, 'what somebody may see is not known: they are to open anew')
      this.#lose(connection)
    }
  }

  /** What it follows by name says so when it is followed again; of another stream its owner is asked. */
  async #reach(connection: Connection, on: string, seq: number): Promise<void> {
    const isByName = connection.asides?.has(on) === true
    await this.#look(connection, on)
    if (isByName || connection.closed) return
    try {
      const [state] = await this.ask(connection.user, [on])
      if (state) this.find(on)?.settle(connection, seq, sinceOf(state))
    } catch (err) {
      this.#warn({ err, stream: on }, 'what somebody may see is not known: they are to open anew')
      this.#lose(connection)
    }
  }

  async #sweep(before: number): Promise<void> {
    let swept = 0
    for (const [subject, { stream, subscription }] of this.#bySubject) {
      if (stream.emptySince === 0 || stream.emptySince > before || stream.ruling?.rulesNothing === false) continue
      stream.forgotten()
      subscription.unsubscribe()
      this.#bySubject.delete(subject)
      if (++swept % mostInTurn === 0) await nextTurn()
    }
  }

  #repairSoon(stream: Order): void {
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
}
