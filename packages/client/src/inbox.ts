/** Where what the server sends goes: each event once and in its place, the rest to whom it concerns. */
import type { EventFrame, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import type { Handlers } from './handlers.ts'
import type { Model } from './model.ts'
import { type Having, type Position, Streams } from './streams.ts'
import type { Told } from './told.ts'

export interface InboxOwner {
  readonly user: string
  /** One for each service. */
  readonly models: readonly Model[]
  readonly handlers: Pick<Handlers<Told>, 'tell'>
  /** Where we stand has to be settled by a new connection. */
  startOver(): void
}

const hadOf = (had: Position | undefined) => (had ? { had: { epoch: had.epoch, seq: had.seq } } : {})

export class Inbox {
  readonly #owner: InboxOwner
  readonly #streams = new Streams()
  #faults = 0

  constructor(owner: InboxOwner) {
    this.#owner = owner
  }

  /** How often a stream skipped an event. */
  get faults(): number {
    return this.#faults
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

  greet({ streams }: Output<'hello'>): void {
    const { models, handlers } = this.#owner
    const had = this.#streams.all()
    const begun = this.#streams.greet(streams)
    for (const model of models)
      model.greet(
        streams.filter(({ on }) => model.owns(on)),
        begun,
      )
    for (const { on, epoch, from, floor } of streams) {
      const reset = { epoch, head: from, floor }
      if (begun.get(on) === 'broken') handlers.tell('reset', { on, reset, ...hadOf(had[on]) })
    }
  }

  take(frame: EventFrame | SignalFrame | ResetFrame): void {
    if ('reset' in frame) this.#reset(frame)
    else if ('seq' in frame) this.#judge(frame)
    else this.#signal(frame)
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
    this.#modelOf(event.on)?.apply(event, isNews)
    handlers.tell('event', event)
  }

  #signal(signal: SignalFrame): void {
    this.#modelOf(signal.on)?.signal(signal)
    this.#owner.handlers.tell('signal', signal)
  }

  #reset(frame: ResetFrame): void {
    const { on, reset } = frame
    const had = this.#streams.at(on)
    this.#streams.begin(on, { epoch: reset.epoch, seq: reset.head })
    const goesOn = this.#modelOf(on)?.reset(frame) ?? true
    this.#owner.handlers.tell('reset', { ...frame, ...hadOf(had) })
    if (!goesOn) this.#lost(on)
  }

  /** None for the streams of a service that came after this SDK: they are told of, and that is all. */
  #modelOf(on: string): Model | undefined {
    return this.#owner.models.find((model) => model.owns(on))
  }

  /** The next greeting begins the stream anew. */
  #lost(on: string): void {
    this.#streams.end(on)
    this.#owner.startOver()
  }
}
