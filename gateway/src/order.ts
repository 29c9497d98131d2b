/**
 * The order of one stream: the position up to which this gateway has delivered, what came early, what is missing, and whether it is
 * still the same history. Events may come late, twice or in any order; they leave in order, once.
 */
import { type EventBatch, Marks, type StreamHead, type StreamRange } from '@parley/wire'
import { copyAll, isSame } from './event-bytes.ts'
import { Ring } from './ring.ts'
import { StreamEvent } from './stream-event.ts'
import type { HistoryFault, OrderIo } from './stream-io.ts'

/** What an owner answers with, from the event after this position on. */
export const eventsOf = ({ frames, marks: text }: StreamRange, after: number): StreamEvent[] => {
  const marks = text ? new Marks(text) : undefined
  return frames.map((frame, place) => new StreamEvent(after + 1 + place, Buffer.from(frame), marks, place))
}

export abstract class Order {
  readonly on: string
  readonly #io: OrderIo
  protected readonly ring: Ring
  #early: Map<number, StreamEvent> | undefined
  #repairing: Promise<void> | undefined
  /** The highest position heard of. */
  #wanted = 0
  #doubted = false
  /** Where another event came than the one that was delivered; 0 where none did. */
  #contradicted = 0
  /** How often it began anew, without the events in between: some of them may have taken others back. */
  beginnings = 0
  epoch: number
  /** The last event delivered. */
  position: number

  constructor(on: string, at: { readonly epoch: number; readonly head: number }, io: OrderIo) {
    this.on = on
    this.epoch = at.epoch
    this.position = at.head
    this.#io = io
    this.ring = new Ring(io.ringEvents)
  }

  /** The event at the position is delivered; `follows` where it may have an effect. */
  protected abstract deliver(event: StreamEvent, follows: boolean): void
  /** A new beginning: what is delivered and not yet written has to be written before it. */
  protected abstract flush(): void
  /** Tries again for those who are behind. */
  protected abstract wake(): void
  /** Those who are live have to open anew; in another history those who are behind as well. */
  protected abstract lose(whom: 'live' | 'all'): void

  /** Whether more is known of than has been delivered. */
  get isBehind(): boolean {
    return this.#doubted || this.#wanted > this.position
  }

  /** Tells of the owner's head; `had` is the position when it was asked. One that has less has another history. */
  notice({ epoch, head }: { readonly epoch: number; readonly head: number }, had = 0): void {
    if (epoch !== this.epoch || head < had) this.#doubted = true
    else if (head > this.#wanted) this.#wanted = head
    if (this.isBehind) this.#io.repairSoon(this)
  }

  // Events come in

  protected take(batch: EventBatch): void {
    if (batch.epoch !== this.epoch) this.notice({ epoch: batch.epoch, head: 0 })
    else this.#takeBatch(batch)
  }

  #takeBatch(batch: EventBatch): void {
    // The bytes belong to a larger buffer of NATS: what is kept is copied, the whole batch in one piece.
    for (const event of copyAll(batch)) this.#take(event, batch.follows)
    this.#takeEarly()
    if (this.isBehind) this.#io.repairSoon(this)
  }

  #take(event: StreamEvent, follows: boolean): void {
    if (event.seq <= this.position) this.#takeRepeat(event)
    else if (event.seq === this.position + 1) this.#takeNext(event, follows)
    else this.#keepEarly(event)
  }

  #takeNext(event: StreamEvent, follows: boolean): void {
    this.position++
    this.ring.push(event)
    this.deliver(event, follows)
  }

  #keepEarly(event: StreamEvent): void {
    this.#early ??= new Map()
    this.#early.set(event.seq, event)
    if (event.seq > this.#wanted) this.#wanted = event.seq
  }

  /** What comes again says the same again; where it does not, others have their number now. */
  #takeRepeat(event: StreamEvent): void {
    const held = this.ring.at(event.seq)
    if (!held || this.#contradicted > 0 || isSame(held, event)) return
    this.#contradicted = event.seq
    this.#doubted = true
  }

  /** An event is taken back: whoever comes back, or has yet to be written to, gets its twin. */
  protected redact(seq: number): void {
    this.ring.at(seq)?.redact(this.on)
  }

  #takeEarly(): void {
    if (!this.#early) return
    for (let event = this.#early.get(this.position + 1); event; event = this.#early.get(this.position + 1))
      this.#takeNext(event, true)
    for (const seq of this.#early.keys()) if (seq <= this.position) this.#early.delete(seq)
    if (this.#early.size === 0) this.#early = undefined
  }

  // Repair

  /** The owner's head is known: fetches what is missing up to it, once for all; another history resets everybody. */
  async repair(): Promise<void> {
    this.#repairing ??= this.#repair().finally(() => {
      this.#repairing = undefined
    })
    return this.#repairing
  }

  async #repair(): Promise<void> {
    for (let more = true; more; ) {
      const after = this.position
      const range = await this.#io.range(this.on, after)
      const fault = this.#faultOf(range, after)
      if (fault || !range) return this.#forget(range, fault ?? 'gone', after)
      this.#doubted = false
      if (range.floor > this.position) return this.#skipTo(range)
      if (range.floor > after) continue
      for (const event of eventsOf(range, after)) this.#take(event, true)
      this.#takeEarly()
      if (range.head > this.#wanted) this.#wanted = range.head
      more = range.frames.length > 0 && this.isBehind
    }
    this.wake()
  }

  /** Throws where the owner is behind, and so says nothing about this history. */
  #faultOf(range: StreamRange | null, after: number): HistoryFault | undefined {
    if (!range) return 'gone'
    if (range.epoch < this.epoch) {
      this.#io.outdated(this)
      throw new Error(`its owner answered from epoch ${range.epoch}, which is over`)
    }
    if (range.epoch > this.epoch) return 'epoch'
    if (range.head < after) return 'head'
    return this.#contradicted > 0 ? 'event' : undefined
  }

  /** Another history: nobody may go on from what they hold, or from what they were allowed to follow. */
  #forget(head: StreamHead | null, fault: HistoryFault, position: number): void {
    const seq = this.#contradicted || position
    this.#io.forgotten(this, fault, { epoch: this.epoch, seq, frame: this.ring.at(seq)?.bytes })
    this.#begin(head ?? { epoch: this.epoch, head: this.position, floor: 0 })
    this.lose('all')
  }

  #begin({ epoch, head }: StreamHead): void {
    this.flush()
    this.beginnings++
    this.epoch = epoch
    this.position = head
    this.#wanted = head
    this.#doubted = false
    this.#contradicted = 0
    this.ring.clear()
    this.#early = undefined
  }

  /** Events in between are no longer held, nor who came and went: whoever is live has to open anew. */
  #skipTo(head: StreamHead): void {
    this.#begin(head)
    this.lose('live')
    this.wake()
  }
}
