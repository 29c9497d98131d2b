/**
 * What connections watch: how something stands that has a version, and no history. Whoever begins is told how it stands now, then of each
 * change. What NATS loses is found by comparing versions with the owner now and then.
 */
import { fail, isTopic, type Output, type Owner, ownerOf, topicOwners } from '@parley/protocol'
import { askOwner, type Bus, batcher, fittingCount, type Log, steadyNow } from '@parley/service-kit'
import { decodeEvents, isAsking, type TopicQuestion, type TopicState } from '@parley/wire'
import type { Connection } from './connection.ts'
import { copyAll } from './event-bytes.ts'
import type { StreamEvent } from './stream-event.ts'
import { Topic } from './topic.ts'
import type { Traffic } from './traffic.ts'
import type { Turn } from './turn.ts'
import { Views } from './views.ts'

/** How often versions are compared, and those forgotten whom nobody watches any more. */
const compareMs = 10_000
const lingerMs = 10_000
/** Bytes of one state in an answer, at most; of one question of which the state is known, and need not be told; and how many are asked at once. */
const stateBytes = 40_000
const knownBytes = 200
const mostAsked = 500

type Subscription = ReturnType<Bus['listen']>
type Ask = (question: TopicQuestion) => Promise<TopicState | null>

export interface TopicsOptions {
  readonly bus: Bus
  readonly turn: Turn
  readonly log: Log
  readonly traffic: Traffic
  /** Topics of one connection. */
  readonly most: number
}

interface Watched {
  readonly on: string
  readonly readers: Set<Connection>
  /** Those who may not know how it stands, and the version that they were told instead. */
  readonly apart: Map<Connection, number>
  readonly topic: Topic<Connection>
  readonly subscription: Subscription
  version: number
  /** What it says, without its version. */
  says: string
  /** When somebody left it last, or it was begun; by the steady clock. */
  leftAt: number
}

/** What somebody watches is known: its owner says who else may, and what is later. */
const questionOf = ({ on, readers, version }: Watched): TopicQuestion =>
  readers.size > 0 && version >= 0 ? { on, known: version } : { on }

export class Topics implements Disposable {
  readonly #options: TopicsOptions
  readonly #bySubject = new Map<string, Watched>()
  readonly #asks: ReadonlyMap<string, Ask>
  readonly #timer: NodeJS.Timeout

  constructor(options: TopicsOptions) {
    this.#options = options
    this.#asks = new Map(topicOwners.map((owner) => [owner, this.#askOf(owner)]))
    this.#timer = setInterval(() => this.#look(), compareMs)
    options.bus.onReconnect(() => this.#look())
  }

  get size(): number {
    return this.#bySubject.size
  }

  #askOf(owner: Owner): Ask {
    const { bus, traffic } = this.#options
    const askBy = (bytes: number): Ask =>
      batcher((asked: TopicQuestion[]) => askOwner(bus, owner, 'topics', asked), {
        most: fittingCount(bus, bytes, mostAsked),
        inFlight: 4,
        sized: (topics) => traffic.asked('topics', topics),
      })
    const [unknown, known] = [askBy(stateBytes), askBy(knownBytes)]
    return (question) => (question.known === undefined ? unknown(question) : known(question))
  }

  /** Each stands as its owner says before this resolves. Fails where they would be too many, or an owner does not answer. */
  async watch(connection: Connection, names: readonly string[]): Promise<Output<'topic.watch'>> {
    const wanted = [...new Set(names)].filter((on) => isTopic(on) && this.#asks.has(ownerOf(on)))
    const added = this.#take(connection, wanted)
    try {
      const watched = wanted.map((on) => this.#listen(on))
      // What changes from now on is heard, whatever the owner answers.
      await this.#options.bus.flush()
      const states = await Promise.all(watched.map((one) => this.#ask({ ...questionOf(one), reader: connection.user })))
      const topics = watched.flatMap((one, place) =>
        this.#begin(connection, one, states[place] ?? null) ? [one.on] : [],
      )
      return { topics, unknown: [...new Set(names)].filter((on) => !topics.includes(on)) }
    } finally {
      for (const on of added) if (!this.#find(on)?.readers.has(connection)) connection.topics?.delete(on)
    }
  }

  /** Those that it has not had yet; taken before anybody is asked, so that two at once are not more than one by one. */
  #take(connection: Connection, names: readonly string[]): string[] {
    const { most } = this.#options
    connection.topics ??= new Set()
    const added = names.filter((on) => !connection.topics?.has(on))
    if (connection.topics.size + added.length > most)
      fail('TOO_MANY_STREAMS', { limit: 'WATCHES_PER_CONNECTION', most })
    for (const on of added) connection.topics.add(on)
    return added
  }

  #begin(connection: Connection, watched: Watched, state: TopicState | null): boolean {
    // Left meanwhile, or so long ago that nobody listens any more.
    const isLeft = connection.closed || !connection.topics?.has(watched.on) || this.#find(watched.on) !== watched
    if (state?.frame && !state.apart) this.#know(watched, Buffer.from(state.frame))
    if (state === null || isLeft) {
      this.leave(connection, watched.on)
      return false
    }
    if (state.apart) this.#setApart(connection, watched, state.frame ?? '')
    else this.#let(connection, watched)
    return true
  }

  /** Whoever begins is told how it stands. */
  #let(connection: Connection, watched: Watched): void {
    watched.topic.flush()
    watched.apart.delete(connection)
    watched.readers.add(connection)
    watched.topic.watch(connection, Number.NEGATIVE_INFINITY)
  }

  #setApart(connection: Connection, watched: Watched, frame: string): void {
    watched.topic.flush()
    watched.readers.delete(connection)
    const [signal] = copyAll({ first: 0, frames: [Buffer.from(frame)], marks: undefined })
    if (!signal) return
    watched.apart.set(connection, signal.read().is.version as number)
    connection.write(new Views(watched.on, [signal]).of(connection.encoding, undefined))
  }

  /** Who may watch it is another matter now. Where its owner does not answer, nobody goes on who may be one of those. */
  async #askAgain(watched: Watched): Promise<void> {
    const { on, version } = watched
    const known = new Map([...watched.apart, ...[...watched.readers].map((reader) => [reader, version] as const)])
    const ask = async (reader: Connection, known: number) => {
      const question = { on, reader: reader.user, again: true, ...(known < 0 ? {} : { known }) } as const
      const state = await this.#ask(question).catch(() => null)
      if (this.#find(on) !== watched || !reader.topics?.has(on)) return
      if (state === null) this.leave(reader, on)
      else if (!state.apart !== watched.readers.has(reader)) this.#begin(reader, watched, state)
    }
    await Promise.all([...known].map(([reader, known]) => ask(reader, known)))
  }

  leave(connection: Connection, on: string): void {
    connection.topics?.delete(on)
    const watched = this.#find(on)
    if (watched?.readers.delete(connection) || watched?.apart.delete(connection)) watched.leftAt = steadyNow()
  }

  leaveAll(connection: Connection): void {
    for (const on of [...(connection.topics ?? [])]) this.leave(connection, on)
    connection.topics = undefined
  }

  #ask(question: TopicQuestion): Promise<TopicState | null> {
    return this.#asks.get(ownerOf(question.on))?.(question) ?? Promise.resolve(null)
  }

  #find(on: string): Watched | undefined {
    return this.#bySubject.get(this.#options.bus.subjects.events(on))
  }

  #listen(on: string): Watched {
    const { bus, traffic } = this.#options
    const subject = bus.subjects.events(on)
    const known = this.#bySubject.get(subject)
    if (known) return known
    const readers = new Set<Connection>()
    const watched: Watched = {
      on,
      readers,
      apart: new Map(),
      topic: new Topic<Connection>(on, readers, traffic),
      subscription: bus.listen(subject, ({ data }) => this.#receive(watched, data)),
      version: -1,
      says: '',
      leftAt: steadyNow(),
    }
    this.#bySubject.set(subject, watched)
    return watched
  }

  /** From its owner, to who has asked, or to all where it is news. */
  #know(watched: Watched, frame: Uint8Array): void {
    const [signal] = copyAll({ first: 0, frames: [frame], marks: undefined })
    if (signal) this.#signal(watched, signal)
  }

  #receive(watched: Watched, data: Uint8Array): void {
    const { frames, marks, ...batch } = decodeEvents(data)
    if (isAsking({ ...batch, frames })) return void this.#askAgain(watched)
    this.#options.traffic.events.value += frames.length
    for (const signal of copyAll({ first: 0, frames, marks })) this.#signal(watched, signal)
  }

  /** What says the same with a later version, as when its owner had forgotten it, is told to nobody. */
  #signal(watched: Watched, signal: StreamEvent): void {
    const { version, ...is } = signal.read().is
    const says = JSON.stringify(is)
    if (typeof version !== 'number' || version <= watched.version) return
    const isNews = says !== watched.says
    watched.version = version
    watched.says = says
    const wasDue = watched.topic.isDue
    if (!isNews || watched.readers.size === 0) watched.topic.know(signal)
    else watched.topic.take([signal])
    if (watched.topic.isDue && !wasDue) this.#options.turn.flushStream(watched.topic)
  }

  #look(): void {
    const before = steadyNow() - lingerMs
    for (const [subject, watched] of this.#bySubject) {
      if (watched.readers.size > 0) void this.#compare(watched)
      else if (watched.apart.size === 0 && watched.leftAt < before) {
        watched.subscription.unsubscribe()
        this.#bySubject.delete(subject)
      }
    }
  }

  async #compare(watched: Watched): Promise<void> {
    try {
      const state = await this.#ask(questionOf(watched))
      if (state?.frame) this.#know(watched, Buffer.from(state.frame))
    } catch (err) {
      this.#options.log.debug({ err, topic: watched.on }, 'a version is not compared, later')
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
