/** One gateway before such a service, in which nothing happens by itself; and clients who check all that they get. */
import type { EventFrame } from '@parley/protocol'
import { decodeEvents, encodeEvents, encodeSignals, type FollowState, type StreamHead } from '@parley/wire'
import type { Asked } from '../../src/connection.ts'
import type { Order } from '../../src/order.ts'
import { type RuledReader, Rulers } from '../../src/rulers.ts'
import { Stream } from '../../src/stream.ts'
import type { StreamIo } from '../../src/stream-io.ts'
import type { Flushable } from '../../src/turn.ts'
import { lines } from './client.ts'
import { audienceOf, type Message, rooms, type SpaceOwner, space } from './space-owner.ts'

const encodings = [lines('a'), lines('b')]

export interface SpaceLimits {
  readonly ringEvents: number
  readonly rangeLimit: number
  readonly missedBytes: number
}

interface Question {
  /** What the owner says, as of when it is asked. */
  readonly ask: () => unknown
  readonly resolve: (answer: unknown) => void
  readonly reject: (reason: Error) => void
  answer?: { readonly said: unknown }
}

export class SpaceClient implements RuledReader {
  readonly user: string
  readonly encoding: (typeof encodings)[number]
  readonly sight = undefined
  readonly asides = new Map<string, Asked>()
  readonly streams = new Set<Stream<SpaceClient>>()
  /** By stream, which event is due. */
  readonly due = new Map<string, number>()
  /** By stream, up to which event the answer knew of it that named it. */
  readonly known = new Map<string, number>()
  readonly openedAt = 0
  closed = false
  readonly isFull = false
  readonly signals: string[] = []
  readonly shown: ('said' | 'redacted')[] = []
  readonly #owner: SpaceOwner
  readonly #complain: (fault: string) => void

  constructor(owner: SpaceOwner, user: string, kind: number, complain: (fault: string) => void) {
    this.user = user
    this.encoding = encodings[kind % 2] as (typeof encodings)[number]
    this.#owner = owner
    this.#complain = (fault) => complain(`${user}: ${fault}`)
  }

  drained(): Promise<void> {
    return Promise.resolve()
  }

  write(frames: Buffer): void {
    if (this.closed) return
    for (const line of frames.toString('utf8').split('\n').slice(0, -1)) this.#take(JSON.parse(line.slice(1)))
  }

  send(frame: { on: string; reset: StreamHead } | { on: string; ended: true }): void {
    if ('reset' in frame) this.due.set(frame.on, frame.reset.head + 1)
    else this.#end(frame.on)
  }

  #end(on: string): void {
    if (!this.due.delete(on)) this.#complain(`${on} ends, and is not followed`)
    const everSeen = this.#owner.since(this.user, 0)
    const always =
      on === space ? everSeen.every((sees) => sees) : everSeen.every((sees) => sees?.includes(audienceOf(on)))
    if (always) this.#complain(`${on} ends, and was always theirs`)
  }

  /** Something of the time when the position was the last that it knew of: theirs if they saw that then, or did later. */
  #mayHave(audience: string | undefined, position: number): boolean {
    const all = this.#owner.since(this.user, position)
    return all.some((sees) => sees && (audience === undefined || sees.includes(audience)))
  }

  #take(frame: EventFrame): void {
    const { on, seq } = frame
    const due = this.due.get(on)
    if (due === undefined) this.#complain(`something of ${on} arrives, which is not followed`)
    else if (seq === undefined) this.#takeSignal(frame)
    else if (seq !== due) this.#complain(`${on}: ${seq} arrives where ${due} is due`)
    else this.#takeEvent(frame)
  }

  #takeSignal({ is }: EventFrame): void {
    this.signals.push(is.room as string)
    if (!this.#mayHave(is.room as string, is.knows as number)) this.#complain(`${is.room} moves, and is hidden`)
  }

  #takeEvent({ on, seq, ev, is }: EventFrame): void {
    const { mark, rightsAt } = this.#owner.event(on, seq) ?? {}
    // An event that changes what one sees is also for who saw it before.
    const position = on === space ? seq - 1 : (rightsAt ?? 0)
    const audience = on === space ? mark?.for : audienceOf(on)
    this.due.set(on, seq + 1)
    const isSaid = ev !== 'redacted'
    const isNews = seq > (this.known.get(on) ?? 0)
    if (isSaid && isNews && this.#owner.isLast(ev, is, this.user)) this.due.delete(on)
    this.shown.push(isSaid ? 'said' : 'redacted')
    const all = this.#owner.since(this.user, position)
    const isTheirs = all.every((sees) => sees && (audience === undefined || sees.includes(audience)))
    if (!isSaid && isTheirs) this.#complain(`${on}: ${seq} is withheld`)
    if (isSaid && !this.#mayHave(audience, position)) this.#complain(`${on}: ${seq} is shown, and is hidden`)
  }
}

export class SpaceGateway {
  readonly owner: SpaceOwner
  readonly streams = new Map<string, Stream<SpaceClient>>()
  readonly clients = new Set<SpaceClient>()
  readonly complaints: string[] = []
  readonly messages: Message[] = []
  readonly questions: Question[] = []
  readonly closings: SpaceClient[] = []
  readonly #behind = new Set<Order>()
  readonly #flushes: Flushable[] = []
  readonly #rulers: Rulers<SpaceClient>
  readonly #io: StreamIo<SpaceClient>

  constructor(owner: SpaceOwner, limits: SpaceLimits) {
    this.owner = owner
    this.#rulers = new Rulers<SpaceClient>({
      owners: {
        follow: (user, names) => this.#ask(() => names.map((on) => this.#stateOf(user, on))),
        audiences: (_, readers, known) => this.#ask(() => owner.told(readers, known)),
        head: (on) => this.#ask(() => owner.head(on).head),
        range: (on, after) => this.#ask(() => owner.range(on, after, limits.rangeLimit)),
      },
      find: (on) => this.streams.get(on),
      streamOf: (on, at) => this.#streamOf(on, at),
      leave: (client, stream) => this.#leave(client, stream),
      failed: () => {},
      pause: () => Promise.resolve(),
    })
    this.#io = this.#makeIo(limits)
  }

  #makeIo({ ringEvents, missedBytes }: SpaceLimits): StreamIo<SpaceClient> {
    const count = () => ({ value: 0 })
    return {
      turn: { flushStream: (stream) => void this.#flushes.push(stream) },
      ringEvents,
      resumeEvents: 1_000,
      missedBytes,
      mayDraw: () => true,
      traffic: { deliveries: count(), resets: count(), dropped: { passing: count(), state: count() } },
      range: this.#rulers.range,
      ruler: this.#rulers.make,
      ended: (client, on) => this.#rulers.ended(client, on),
      repairSoon: (stream) => void this.#behind.add(stream),
      start: () => {},
      end: (client, stream) => this.#leave(client, stream),
      see: () => {},
      look: () => {},
      sight: () => {},
      reach: () => {},
      forgotten: () => {},
      outdated: () => {},
      lose: (client) => this.close(client),
    }
  }

  #ask<Told>(ask: () => Told): Promise<Told> {
    return new Promise<Told>((resolve, reject) =>
      this.questions.push({ ask, resolve: resolve as (answer: unknown) => void, reject }),
    )
  }

  #streamOf(on: string, at: Pick<StreamHead, 'epoch' | 'head'>): Stream<SpaceClient> {
    const stream = this.streams.get(on) ?? new Stream<SpaceClient>(on, at, this.#io)
    this.streams.set(on, stream)
    return stream
  }

  #leave(client: SpaceClient, stream: Stream<SpaceClient>): void {
    stream.leave(client, 1)
    client.streams.delete(stream)
  }

  #follow(client: SpaceClient, on: string, from: number, at: StreamHead): void {
    const stream = this.#streamOf(on, at)
    client.due.set(on, from + 1)
    client.known.set(on, at.head)
    client.streams.add(stream)
    stream.join(client, from, at)
  }

  // What may happen

  publish(message: Message): void {
    this.messages.push(message)
  }

  arrive({ on, first, follows, frames, marks, rightsAt }: Message): void {
    const text =
      first === 0 ? encodeSignals(frames, marks, rightsAt) : encodeEvents(1, first, follows, frames, marks, rightsAt)
    const bytes = Buffer.from(text)
    this.streams.get(on)?.receive(decodeEvents(bytes))
    bytes.fill('x') // they are the network's
  }

  turn(): void {
    for (const stream of this.#flushes.splice(0)) stream.flush()
  }

  /** Somebody who lives in the space comes; from a position where they name one. */
  hello(user: string, kind: number, have?: number): void {
    const client = new SpaceClient(this.owner, user, kind, (fault) => this.complaints.push(fault))
    this.#ask(() => this.owner.now(user) && this.owner.head(space)).then(
      (at) => {
        if (!at) return
        this.clients.add(client)
        this.#follow(client, space, Math.min(have ?? at.head, at.head), at)
      },
      () => {},
    )
  }

  /** The second room is one that not everybody sees whom its audience says. */
  #stateOf(user: string, on: string): FollowState | null {
    const audience = audienceOf(on)
    if (!this.owner.now(user)?.includes(audience)) return null
    const ruler = { on: space, ...this.owner.head(space), audience }
    const isNarrow = on === rooms[1]
    return { on, ...this.owner.head(on), read: 0, unread: 0, ruler: isNarrow ? { ...ruler, narrow: true } : ruler }
  }

  /** As `stream.follow` does: the owner says whether they may; then they do. */
  look(client: SpaceClient, on: string, have?: number): void {
    this.#ask(() => this.#stateOf(client.user, on)).then(
      (state) => {
        if (!state || client.closed) return
        const at = this.#rulers.learn(state)
        const known = this.streams.get(on)
        if (known) this.#leave(client, known)
        this.#follow(client, on, Math.min(have ?? at.head, at.head), at)
      },
      () => {},
    )
  }

  close(client: SpaceClient): void {
    if (client.closed) return
    client.closed = true
    this.closings.push(client)
  }

  gone(place: number): void {
    const [client] = this.closings.splice(place, 1)
    if (!client) return
    for (const stream of client.streams) stream.leave(client, 1)
    this.clients.delete(client)
  }

  reach(place: number): void {
    const question = this.questions[place]
    if (question) question.answer ??= { said: question.ask() }
  }

  answer(place: number): void {
    this.reach(place)
    const [question] = this.questions.splice(place, 1)
    question?.resolve(question.answer?.said)
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

  compare(): void {
    for (const stream of this.streams.values()) {
      stream.notice(this.owner.head(stream.on), stream.position)
      stream.wake()
    }
  }

  // After the noise

  async converge(): Promise<void> {
    this.messages.length = 0
    for (let round = 0; round < 40; round++) {
      while (this.closings.length > 0) this.gone(0)
      this.compare()
      this.repair()
      while (this.questions.length > 0) this.answer(0)
      await new Promise<void>((resolve) => setImmediate(resolve))
      this.turn()
    }
  }

  /** Who has not arrived, or follows what is not theirs. */
  faults(): string[] {
    const faults = [...this.complaints]
    for (const { user, due, closed } of this.clients) {
      if (closed) faults.push(`${user} is not gone`)
      for (const [on, next] of due) {
        if (next !== this.owner.head(on).head + 1) faults.push(`${user} is before ${next} of ${on}`)
        const sees = this.owner.now(user)
        if (!sees || (on !== space && !sees.includes(audienceOf(on)))) faults.push(`${user} still follows ${on}`)
      }
    }
    const behind = [space, ...rooms].filter((on) => this.streams.get(on)?.isBehind)
    return [...faults, ...behind.map((on) => `${on} is behind`)]
  }
}
