/**
 * One stream as this gateway follows it, for all of its connections: the position up to which it has delivered, the
 * recent events, and who gets the next one. Events may come late, twice or in any order; they leave in order, once.
 *
 * A connection is *live* when it stands at the stream's position, and gets every event as it is delivered. Else it is
 * *catching up*: it stands behind, and is sent what the ring or the owner holds; or ahead, as the stream has yet to
 * learn of what the connection knows, and waits.
 */
import { type EventBatch, type EventFrame, followEffect, type StreamHead, type StreamRange } from '@parley/protocol'
import type { Encoding } from './encoding.ts'
import { bytesOf, copyAll, isSame, parseEvent, splitBytes } from './event-bytes.ts'
import { Ring } from './ring.ts'
import type { HistoryFault, Reader, StreamIo } from './stream-io.ts'
import type { Flushable } from './turn.ts'

interface CatchingUp {
  position: number
  /** The reader's list of streams was made at this position: effects of earlier events are in it already. */
  readonly known: number
  /** Events up to here were no longer held when that list was made. */
  readonly floor: number
  running: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: who holds streams of any kind of reader need not say which
export class Stream<R extends Reader = any> implements Flushable {
  readonly on: string
  readonly #io: StreamIo<R>
  readonly #ring: Ring
  readonly #live = new Set<R>()
  #catchingUp: Map<R, CatchingUp> | undefined
  #early: Map<number, Uint8Array> | undefined
  #outgoing: Uint8Array[] = []
  #repairing: Promise<void> | undefined
  /** The highest position heard of. */
  #wanted = 0
  #doubted = false
  /** Where another event came than the one that was delivered; 0 where none did. */
  #contradicted = 0
  epoch: number
  /** The last event delivered. */
  position: number
  /** Since when nobody follows it, in milliseconds since 1970; 0 where somebody does. */
  emptySince = 0

  constructor(on: string, at: { readonly epoch: number; readonly head: number }, io: StreamIo<R>) {
    this.on = on
    this.epoch = at.epoch
    this.position = at.head
    this.#io = io
    this.#ring = new Ring(io.ringEvents)
  }

  get readers(): number {
    return this.#live.size + (this.#catchingUp?.size ?? 0)
  }

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

  receive(batch: EventBatch): void {
    if (batch.first === 0) this.#signal(batch.frames)
    else if (batch.epoch !== this.epoch) this.notice({ epoch: batch.epoch, head: 0 })
    else this.#takeBatch(batch)
  }

  #takeBatch(batch: EventBatch): void {
    // The bytes belong to a larger buffer of NATS: what is kept is copied, the whole batch in one piece.
    const events = copyAll(batch.frames)
    events.forEach((event, place) => {
      this.#take(batch.first + place, event, batch.follows)
    })
    this.#takeEarly()
    if (this.isBehind) this.#io.repairSoon(this)
  }

  #take(seq: number, event: Uint8Array, follows: boolean): void {
    if (seq <= this.position) this.#takeRepeat(seq, event)
    else if (seq === this.position + 1) this.#deliver(event, follows)
    else this.#keepEarly(seq, event)
  }

  #keepEarly(seq: number, event: Uint8Array): void {
    this.#early ??= new Map()
    this.#early.set(seq, event)
    if (seq > this.#wanted) this.#wanted = seq
  }

  /** What comes again says the same again; where it does not, others have its number now. */
  #takeRepeat(seq: number, event: Uint8Array): void {
    const held = this.#ring.at(seq)
    if (!held || this.#contradicted > 0 || isSame(held, event)) return
    this.#contradicted = seq
    this.#doubted = true
  }

  #takeEarly(): void {
    if (!this.#early) return
    for (let event = this.#early.get(this.position + 1); event; event = this.#early.get(this.position + 1))
      this.#deliver(event, true)
    for (const seq of this.#early.keys()) if (seq <= this.position) this.#early.delete(seq)
    if (this.#early.size === 0) this.#early = undefined
  }

  #deliver(event: Uint8Array, follows: boolean): void {
    this.position++
    this.#ring.push(this.position, event)
    if (this.#outgoing.length === 0) this.#io.turn.flushStream(this)
    this.#outgoing.push(event)
    if (follows) this.#applyToLive(event)
    if (this.#catchingUp) this.wake()
  }

  #signal(frames: readonly Uint8Array[]): void {
    this.flush()
    this.#writeTo(this.#live, copyAll(frames))
  }

  /** One buffer for all connections of one encoding. */
  flush(): void {
    if (this.#outgoing.length === 0) return
    const events = this.#outgoing
    this.#outgoing = []
    this.#writeTo(this.#live, events)
  }

  #writeTo(readers: ReadonlySet<R>, events: readonly Uint8Array[]): void {
    this.#io.traffic.deliveries.value += readers.size * events.length
    let encoding: Encoding | undefined
    let buffer: Buffer | undefined
    const others = new Map<Encoding, Buffer>()
    for (const reader of readers) {
      if (reader.encoding === encoding && buffer) reader.write(buffer)
      else {
        encoding = reader.encoding
        buffer = others.get(encoding) ?? encoding.writeTexts(events)
        others.set(encoding, buffer)
        reader.write(buffer)
      }
    }
  }

  // Events that change who follows

  #applyToLive(event: Uint8Array): void {
    const frame = parseEvent(event)
    const effect = followEffect(frame.ev)
    if (!effect) return
    this.flush()
    for (const reader of [...this.#live]) this.#apply(reader, frame)
  }

  /** False where the reader gets nothing more of this stream. */
  #apply(reader: R, frame: EventFrame): boolean {
    const effect = followEffect(frame.ev)
    if (effect === 'start') this.#io.start(reader, frame.is.on as string, frame.is as unknown as StreamHead)
    const ends = effect === 'end' && frame.is.user === reader.user
    if (ends) this.#io.end(reader, this)
    return !ends
  }

  // Readers come and go

  /**
   * The reader has seen the events up to `from`, and its streams were listed when this one's head was `at`. It is live
   * at once where it stands at the position.
   */
  join(reader: R, from: number, at: StreamHead): void {
    this.emptySince = 0
    this.notice(at)
    if (at.epoch !== this.epoch) this.#io.lose(reader)
    else if (from === this.position && at.head <= this.position) this.#becomeLive(reader)
    else this.#joinLater(reader, { position: from, known: at.head, floor: at.floor, running: false })
  }

  /** Not before all streams of the reader's list are joined: effects of what it missed overrule the list. */
  #joinLater(reader: R, state: CatchingUp): void {
    this.#catchingUp ??= new Map()
    this.#catchingUp.set(reader, state)
    queueMicrotask(() => this.#catchUp(reader, state))
  }

  leave(reader: R, now: number): void {
    this.#live.delete(reader)
    this.#catchingUp?.delete(reader)
    if (this.#catchingUp?.size === 0) this.#catchingUp = undefined
    if (this.readers === 0) this.emptySince = now
  }

  /** Tries again for those who could not be brought up. */
  wake(): void {
    for (const [reader, state] of this.#catchingUp ?? []) void this.#catchUp(reader, state)
  }

  #isCatchingUp(reader: R, state: CatchingUp): boolean {
    return this.#catchingUp?.get(reader) === state && !reader.closed
  }

  async #catchUp(reader: R, state: CatchingUp): Promise<void> {
    if (state.running) return
    state.running = true
    while (this.#isCatchingUp(reader, state)) {
      if (state.known > this.position || state.position > this.position) break // ahead
      if (state.position === this.position) {
        this.#becomeLive(reader)
        break
      }
      if (reader.isFull) await reader.drained()
      else if (!(await this.#sendNext(reader, state))) break
    }
    state.running = false
  }

  /** False where nothing more can be sent for now, or ever. */
  async #sendNext(reader: R, state: CatchingUp): Promise<boolean> {
    if (!this.#affords(reader, state, 0)) return this.#leaveOut(reader, state, state.floor)
    const events = this.#ring.after(state.position) ?? (await this.#fetchFor(reader, state))
    if (!events) return false
    for (const part of splitBytes(events, this.#io.missedBytes)) {
      while (reader.isFull) await reader.drained()
      if (!this.#isCatchingUp(reader, state)) return false
      if (!this.#affords(reader, state, bytesOf(part))) return this.#leaveOut(reader, state, state.floor)
      if (!this.#sendMissed(reader, state, part)) return false
      this.#io.traffic.deliveries.value += part.length
    }
    return true
  }

  /** What came after the list was made is sent in any case: it may tell who came and went. */
  #affords(reader: R, state: CatchingUp, bytes: number): boolean {
    return state.position >= state.known || this.#io.mayDraw(reader, bytes)
  }

  #becomeLive(reader: R): void {
    this.#catchingUp?.delete(reader)
    if (this.#catchingUp?.size === 0) this.#catchingUp = undefined
    // What is delivered and not yet written has been sent to this reader: write it to the others first.
    this.flush()
    this.#live.add(reader)
  }

  /** Undefined where the owner did not give them: the reader is reset, or tried again when positions are compared. */
  async #fetchFor(reader: R, state: CatchingUp): Promise<Uint8Array[] | undefined> {
    const range = await this.#io.range(this.on, state.position).catch(() => undefined)
    if (!range || !this.#isCatchingUp(reader, state)) return undefined
    if (range.epoch !== this.epoch || range.head < state.position) {
      this.notice(range, state.position)
      return undefined
    }
    const isTooFar = (from: number) => range.floor > from || this.position - from > this.#io.resumeEvents
    if (isTooFar(state.position)) return this.#skipKnown(reader, state, isTooFar(state.known), range.floor)
    if (range.frames.length === 0) return undefined
    return range.frames.map((frame) => Buffer.from(frame))
  }

  /** What the list of streams knew of may be left out; after that somebody may have come or gone. */
  #skipKnown(reader: R, state: CatchingUp, isKnownTooFar: boolean, floor: number): Uint8Array[] | undefined {
    if (isKnownTooFar) {
      this.#io.lose(reader)
      return undefined
    }
    this.#leaveOut(reader, state, floor)
    return []
  }

  /** True, as what comes after can be sent. */
  #leaveOut(reader: R, state: CatchingUp, floor: number): true {
    state.position = state.known
    this.#io.traffic.resets.value++
    reader.send({ on: this.on, reset: { epoch: this.epoch, head: state.known, floor } })
    return true
  }

  /** False where one of the events ended the following. */
  #sendMissed(reader: R, state: CatchingUp, events: readonly Uint8Array[]): boolean {
    if (state.position + events.length <= state.known) {
      reader.write(reader.encoding.writeTexts(events))
      state.position += events.length
      return true
    }
    for (const event of events) {
      reader.write(reader.encoding.writeTexts([event]))
      state.position++
      if (state.position > state.known && !this.#apply(reader, parseEvent(event))) return false
    }
    return true
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
      range.frames.forEach((frame, place) => {
        this.#take(after + 1 + place, Buffer.from(frame), true)
      })
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
    this.#io.forgotten(this, fault, { epoch: this.epoch, seq, frame: this.#ring.at(seq) })
    this.#begin(head ?? { epoch: this.epoch, head: this.position, floor: 0 })
    const readers = [...this.#live, ...(this.#catchingUp?.keys() ?? [])]
    this.#live.clear()
    this.#catchingUp = undefined
    for (const reader of readers) this.#io.lose(reader)
  }

  #begin({ epoch, head }: StreamHead): void {
    this.flush()
    this.epoch = epoch
    this.position = head
    this.#wanted = head
    this.#doubted = false
    this.#contradicted = 0
    this.#ring.clear()
    this.#early = undefined
  }

  /** Events in between are no longer held, nor who came and went: whoever is live has to open anew. */
  #skipTo(head: StreamHead): void {
    this.#begin(head)
    const readers = [...this.#live]
    this.#live.clear()
    for (const reader of readers) this.#io.lose(reader)
    this.wake()
  }
}
