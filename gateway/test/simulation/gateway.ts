/** The surroundings of the streams of one gateway, in which nothing happens by itself: a test says what happens when. */
import { frameText, type StreamState } from '@parley/protocol'
import { decodeEvents, encodeEvents, encodeSignals, type StreamHead, type StreamRange } from '@parley/wire'
import type { Order } from '../../src/order.ts'
import { ReaderSight } from '../../src/reader-sight.ts'
import { Stream } from '../../src/stream.ts'
import type { Held, HistoryFault, StreamIo } from '../../src/stream-io.ts'
import type { Flushable } from '../../src/turn.ts'
import { Client, type Positions } from './client.ts'
import { type Owner, type Published, room, streamOf } from './owner.ts'

export interface Limits {
  readonly ringEvents: number
  readonly resumeEvents: number
  readonly rangeLimit: number
  readonly missedBytes: number
  /** Of missed events, for each client. */
  readonly resumeBytes: number
}

interface Question {
  readonly on: string
  readonly after: number
  readonly resolve: (range: StreamRange) => void
  readonly reject: (reason: Error) => void
  /** What the owner said, on its way. */
  answer?: StreamRange
}

/** Every promise that can be kept by now is. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export class Gateway {
  readonly owner: Owner
  readonly limits: Limits
  readonly streams = new Map<string, Stream<Client>>()
  readonly clients = new Set<Client>()
  /** What clients found wrong with what they got. */
  readonly complaints: string[] = []
  /** Under way, each of them: events, questions, lists of streams, heads, closings. */
  readonly published: Published[] = []
  readonly questions: Question[] = []
  readonly greetings: { readonly client: Client; readonly have: Positions; readonly states: StreamState[] }[] = []
  readonly heads: Map<string, StreamHead & { readonly had: number }>[] = []
  readonly closings: Client[] = []
  /** What was said of streams that turned out to have another history. */
  readonly forgotten: ({ readonly fault: HistoryFault } & Held)[] = []
  /** How often an owner answered from an epoch that is over. */
  outdated = 0
  readonly #behind = new Set<Order>()
  readonly #due: Flushable[] = []
  readonly #io: StreamIo<Client>

  constructor(owner: Owner, limits: Limits) {
    this.owner = owner
    this.limits = limits
    this.#io = {
      turn: { flushStream: (stream) => void this.#due.push(stream) },
      ringEvents: limits.ringEvents,
      resumeEvents: limits.resumeEvents,
      missedBytes: limits.missedBytes,
      mayDraw: (client, bytes) => client.mayDraw(bytes, limits.resumeBytes),
      traffic: {
        deliveries: { value: 0 },
        resets: { value: 0 },
        dropped: { passing: { value: 0 }, state: { value: 0 } },
      },
      range: (on, after) => new Promise((resolve, reject) => this.questions.push({ on, after, resolve, reject })),
      repairSoon: (stream) => void this.#behind.add(stream),
      start: (client, on, at) => this.#restart(client, on, at),
      end: (client, stream) => this.#leave(client, stream),
      ended: () => {},
      sight: () => {},
      reach: () => {},
      ruler: () => undefined,
      see: (client, change) => {
        client.sight = ReaderSight.changed(client.sight, change)
      },
      look: (client) => client.look(this.owner.sight(client.user)),
      forgotten: (_, fault, held) => void this.forgotten.push({ fault, ...held }),
      outdated: () => void this.outdated++,
      lose: (client) => this.close(client),
    }
  }

  // As Streams does it, without NATS

  #follow(client: Client, on: string, from: number, at: StreamHead): void {
    const stream = this.streams.get(on) ?? new Stream<Client>(on, at, this.#io)
    this.streams.set(on, stream)
    client.streams.add(stream)
    stream.join(client, from, at)
  }

  #restart(client: Client, on: string, at: StreamHead): void {
    const known = this.streams.get(on)
    if (known) this.#leave(client, known)
    this.#follow(client, on, at.head, at)
  }

  #leave(client: Client, stream: Stream<Client>): void {
    stream.leave(client, 1)
    client.streams.delete(stream)
  }

  // What may happen

  publish(events: readonly Published[]): void {
    this.published.push(...events)
  }

  receive({ on, epoch, first, follows, frames, marks }: Published): void {
    this.#receive(on, encodeEvents(epoch, first, follows, frames, this.owner.marks ? marks : []))
  }

  /** The bytes are the network's and serve for the next message. */
  #receive(on: string, message: string): void {
    const bytes = Buffer.from(message)
    this.streams.get(on)?.receive(decodeEvents(bytes))
    bytes.fill('x')
  }

  signal(by: string): void {
    const after = this.streams.get(room)?.position
    const text = frameText(room, undefined, 'signal', by, 0, JSON.stringify({ after }))
    this.#receive(room, encodeSignals([text], [{ by }]))
  }

  turn(): void {
    for (const stream of this.#due.splice(0)) stream.flush()
  }

  hello(user: string, kind: number, have: Positions): Client {
    const client = new Client(this.owner, user, kind, {
      complain: (fault) => this.complaints.push(`${user}: ${fault}`),
      delivered: (on) => this.streams.get(on)?.position ?? 0,
    })
    this.clients.add(client)
    const states = kind % 3 === 0 ? this.owner.open(user) : this.owner.open(user).reverse()
    this.greetings.push({ client, have, states })
    return client
  }

  greet(place: number): void {
    const [greeting] = this.greetings.splice(place, 1)
    if (!greeting || greeting.client.closed) return
    const { client, have, states } = greeting
    client.look(this.owner.sight(client.user))
    for (const { on, from, epoch, head, floor } of client.greet(states, have, this.limits.resumeEvents))
      this.#follow(client, on, from, { epoch, head, floor })
  }

  close(client: Client): void {
    if (client.closed) return
    client.closed = true
    this.closings.push(client)
  }

  gone(place: number): void {
    const [client] = this.closings.splice(place, 1)
    if (!client) return
    for (const stream of client.streams) this.#leave(client, stream)
    this.clients.delete(client)
  }

  reach(place: number): void {
    const question = this.questions[place]
    if (question) question.answer ??= this.owner.range(question.on, question.after, this.limits.rangeLimit)
  }

  answer(place: number): void {
    this.reach(place)
    const [question] = this.questions.splice(place, 1)
    question?.resolve(question.answer as StreamRange)
  }

  refuse(place: number): void {
    const [question] = this.questions.splice(place, 1)
    question?.reject(new Error('the owner does not answer'))
  }

  repair(): void {
    for (const stream of [...this.#behind]) {
      this.#behind.delete(stream)
      if (stream.isBehind) stream.repair().catch(() => {})
    }
  }

  askHeads(): void {
    const asked = this.owner.streams.map((on) => {
      const had = this.streams.get(on)?.position ?? 0
      return [on, { ...this.owner.head(on), had }] as const
    })
    this.heads.push(new Map(asked))
  }

  compare(place: number): void {
    const [heads] = this.heads.splice(place, 1)
    if (!heads) return
    for (const stream of this.streams.values()) {
      const head = heads.get(stream.on)
      if (head) stream.notice(head, head.had)
      stream.wake()
    }
  }

  sweep(): void {
    for (const [on, stream] of this.streams) if (stream.emptySince > 0) this.streams.delete(on)
  }

  // After the noise

  /** Nothing more is lost or late, what was published is gone for good, and whoever was lost comes back. */
  async converge(): Promise<void> {
    this.published.length = 0
    for (const client of this.clients) {
      client.slow = false
      client.drain()
    }
    for (let round = 0; round < 30; round++) await this.#calmRound()
  }

  async #calmRound(): Promise<void> {
    const lost = [...this.closings]
    while (this.closings.length > 0) this.gone(0)
    for (const client of lost) this.hello(client.user, 0, client.positions)
    while (this.greetings.length > 0) this.greet(0)
    this.askHeads()
    while (this.heads.length > 0) this.compare(0)
    this.repair()
    for (const client of this.clients) client.looks = 0
    do {
      while (this.questions.length > 0) this.answer(0)
      await settle()
    } while (this.questions.length > 0)
    this.turn()
  }

  /** Who has not arrived, in words. */
  faults(): string[] {
    const behind = [...this.streams.values()]
      .filter((stream) => stream.isBehind)
      .map((stream) => `${stream.on} is behind`)
    return [...this.complaints, ...behind, ...[...this.clients].flatMap((client) => this.#faultsOf(client))]
  }

  #faultsOf(client: Client): string[] {
    const due = this.owner.members.has(client.user) ? [room, streamOf(client.user)] : [streamOf(client.user)]
    const stray = [...client.places.keys()].filter((on) => !due.includes(on)).map((on) => `still follows ${on}`)
    const late = due.flatMap((on) => {
      const { epoch, head } = this.owner.head(on)
      const place = client.places.get(on)
      if (!place) return [`does not follow ${on}`]
      return place.epoch === epoch && place.next === head + 1
        ? []
        : [`is before ${place.next} of ${on}, which ends at ${head}`]
    })
    return [...stray, ...late].map((fault) => `${client.user} ${fault}`)
  }
}
