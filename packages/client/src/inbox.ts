/** Where what the server sends goes: each event once and in its place, the rest to whom it concerns. */
import {
  type EndedFrame,
  type EventFrame,
  type OpenedFrame,
  type Output,
  ownerOf,
  type ResetFrame,
  type SignalFrame,
} from '@parley/protocol'
import type { Handlers } from './handlers.ts'
import type { Followed, Model } from './model.ts'
import { type Having, type Position, Streams } from './streams.ts'
import type { Told } from './told.ts'
import type { News } from './wire.ts'

export interface InboxOwner {
  readonly user: string
  /** At least one for each service. */
  readonly models: readonly Model[]
  readonly handlers: Pick<Handlers<Told>, 'tell'>
  /** All streams of these services that are always followed are known. */
  begun(isOf: (owner: string) => boolean): void
  /** A stream that was followed by name is not ours any more. */
  ended(on: string): void
  /** Where we stand has to be settled by a new connection. */
  startOver(): void
}

const hadOf = (had: Position | undefined) => (had ? { had: { epoch: had.epoch, seq: had.seq } } : {})

export class Inbox {
  readonly #owner: InboxOwner
  readonly #streams = new Streams()
  /** Services of which not all streams have been named since hello, with those that have. */
  #opening = new Map<string, Followed[]>()
  #faults = 0

  constructor(owner: InboxOwner) {
    this.#owner = owner
  }

  /** How often a stream skipped an event. */
  get faults(): number {
    return this.#faults
  }

  /** Services that have not named all of their streams yet. */
  get opening(): readonly string[] {
    return [...this.#opening.keys()]
  }

  have(most: number): Having {
    return this.#streams.have(most)
  }

  positions(): Record<string, Position> {
    return this.#streams.all()
  }

  /** Goes on from where another program was; to be called before the first greeting. */
  resume(positions: Readonly<Record<string, Position>>): void {
    this.#streams.resume(positions)
  }

  position(on: string): Position | undefined {
    return this.#streams.at(on)
  }

  greet({ streams, opening = [] }: Output<'hello'>): void {
    this.#opening = new Map(opening.map((owner) => [owner, streams.filter(({ on }) => ownerOf(on) === owner)]))
    const isHere = (owner: string) => !this.#opening.has(owner)
    this.#begin(
      streams.filter(({ on }) => isHere(ownerOf(on))),
      isHere,
    )
  }

  take(frame: News): void {
    if ('opened' in frame) this.#open(frame)
    else if ('ended' in frame) this.#ended(frame)
    else if ('reset' in frame) this.#reset(frame)
    else if ('seq' in frame) this.#judge(frame)
    else this.#signal(frame)
  }

  /** Of a service that was slow, or has a long list: it is known when it is whole. */
  #open({ opened, streams, more }: OpenedFrame): void {
    const named = [...(this.#opening.get(opened) ?? []), ...streams]
    this.#opening.set(opened, named)
    if (more) return
    this.#opening.delete(opened)
    this.#begin(named, (owner) => owner === opened)
  }

  /** All streams that are followed of these services. */
  #begin(streams: readonly Followed[], isOf: (owner: string) => boolean): void {
    const { models } = this.#owner
    const had = this.#streams.all()
    const begun = this.#streams.greet(streams, isOf)
    for (const model of models)
      if (isOf(model.owner))
        model.greet(
          streams.filter(({ on }) => ownerOf(on) === model.owner),
          begun,
        )
    for (const stream of streams) if (begun.get(stream.on) === 'broken') this.#tellReset(stream, had[stream.on])
    this.#owner.begun(isOf)
  }

  #tellReset({ on, epoch, from, floor }: Followed, had: Position | undefined): void {
    this.#owner.handlers.tell('reset', { on, reset: { epoch, head: from, floor }, ...hadOf(had) })
  }

  /** One is followed by name: where we stand in it is kept, whatever hello names. */
  lookAt(on: string): void {
    this.#streams.lookAt(on)
  }

  /** It goes on. */
  followed(stream: Followed): void {
    const had = this.#streams.at(stream.on)
    if (this.#streams.followed(stream) === 'broken') this.#tellReset(stream, had)
  }

  left(on: string): void {
    this.#streams.lookAway(on)
  }

  #ended({ on }: EndedFrame): void {
    this.#streams.end(on)
    this.#owner.ended(on)
    this.#owner.handlers.tell('ended', { on })
  }

  #judge(event: EventFrame): void {
    const verdict = this.#streams.take(event)
    if (verdict === 'next') this.#event(event)
    if (verdict !== 'gap') return
    this.#faults += 1
    this.#owner.startOver()
  }

  #event(event: EventFrame): void {
    const { user, handlers } = this.#owner
    const isNews = this.#streams.isNews(event)
    if (isNews) this.#streams.follow(event, user)
    for (const model of this.#modelsOf(event.on)) model.apply(event, isNews)
    handlers.tell('event', event)
  }

  #signal(signal: SignalFrame): void {
    for (const model of this.#modelsOf(signal.on)) model.signal(signal)
    this.#owner.handlers.tell('signal', signal)
  }

  #reset(frame: ResetFrame): void {
    const { on, reset } = frame
    const had = this.#streams.at(on)
    this.#streams.begin(on, { epoch: reset.epoch, seq: reset.head })
    const goesOn = this.#modelsOf(on).map((model) => model.reset(frame))
    this.#owner.handlers.tell('reset', { ...frame, ...hadOf(had) })
    if (goesOn.includes(false)) this.#lost(on)
  }

  /** None for the streams of a service that came after this SDK: they are told of, and that is all. */
  #modelsOf(on: string): readonly Model[] {
    return this.#owner.models.filter(({ owner }) => owner === ownerOf(on))
  }

  /** The next greeting begins the stream anew. */
  #lost(on: string): void {
    this.#streams.end(on)
    this.#owner.startOver()
  }
}
