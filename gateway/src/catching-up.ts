/**
 * Those who are not at the position of a stream. Who stands behind is sent what the ring or the owner holds; who stands ahead, as
 * the stream has yet to learn of what the connection knows, waits.
 */
import type { EventFrame } from '@parley/protocol'
import type { Sight, StreamHead } from '@parley/wire'
import { bytesOf, splitBytes } from './event-bytes.ts'
import { eventsOf, type Order } from './order.ts'
import { type StreamEvent, seenBy } from './stream-event.ts'
import type { CatchUpIo, Reader } from './stream-io.ts'

interface Place {
  position: number
  /** The reader's list of streams was made at this position: effects of earlier events are in it already. */
  readonly known: number
  /** Events up to here were no longer held when that list was made. */
  readonly floor: number
  running: boolean
  /** It gets nothing until it is released. */
  held: boolean
  /** It was released while it was still on its way to stop. */
  due: boolean
  /** It knows how things stood then, by the steady clock. */
  readonly since: number
}

/** What the stream does for them. */
export interface CaughtUp<R extends Reader> {
  /** What it may not see of this stream, or no more than others. */
  sightOf(reader: R): Sight | undefined
  /** Nothing after this is sent: what changes who sees what has to come to all of the stream first. */
  last(): number
  /** Recent events after a position, where they are all held. */
  recent(after: number): StreamEvent[] | undefined
  /** It stands at the position now. */
  /** With how things stand that have changed since, by the steady clock. */
  becomeLive(reader: R, since: number): void
  /** False where the reader gets nothing more of this stream. */
  apply(reader: R, seq: number, frame: EventFrame): boolean
}

export class CatchingUp<R extends Reader> {
  readonly #stream: Order
  readonly #io: CatchUpIo<R>
  readonly #then: CaughtUp<R>
  readonly #places = new Map<R, Place>()
  /** Taken back since somebody began to catch up: what was asked for before may hold them still. */
  #redacted: Set<number> | undefined

  constructor(stream: Order, io: CatchUpIo<R>, then: CaughtUp<R>) {
    this.#stream = stream
    this.#io = io
    this.#then = then
  }

  get size(): number {
    return this.#places.size
  }

  /** From the position up to which it has seen the stream, whose head was `at` when its list was made. */
  join(
    reader: R,
    from: number,
    { head, floor }: Pick<StreamHead, 'head' | 'floor'>,
    held = false,
    since = reader.openedAt,
  ): void {
    const place = { position: from, known: head, floor, running: false, held, due: false, since }
    this.#places.set(reader, place)
    // Not before all streams of the reader's list are joined: effects of what it missed overrule the list.
    queueMicrotask(() => this.#catchUp(reader, place))
  }

  /** Up to where it has been sent the stream; nothing where it is not here. */
  positionOf(reader: R): number | undefined {
    return this.#places.get(reader)?.position
  }

  leave(reader: R): void {
    this.#places.delete(reader)
  }

  hold(reader: R): void {
    const place = this.#places.get(reader)
    if (place) place.held = true
  }

  release(reader: R): void {
    const place = this.#places.get(reader)
    if (!place?.held) return
    place.held = false
    place.due = place.running
    void this.#catchUp(reader, place)
  }

  redact(seq: number): void {
    this.#redacted ??= new Set()
    this.#redacted.add(seq)
  }

  readers(): R[] {
    return [...this.#places.keys()]
  }

  /** Those who were there. */
  clear(): R[] {
    const readers = [...this.#places.keys()]
    this.#places.clear()
    return readers
  }

  /** Tries again for those who could not be brought up. */
  wake(): void {
    for (const [reader, place] of this.#places) void this.#catchUp(reader, place)
  }

  #isCatchingUp(reader: R, place: Place): boolean {
    return this.#places.get(reader) === place && !place.held && !reader.closed
  }

  async #catchUp(reader: R, place: Place): Promise<void> {
    if (place.running) return
    place.running = true
    while (this.#isCatchingUp(reader, place)) {
      if (place.known > this.#stream.position || place.position > this.#stream.position) break // ahead
      if (place.position === this.#stream.position) {
        this.leave(reader)
        this.#then.becomeLive(reader, place.since)
        break
      }
      if (reader.isFull) await reader.drained()
      else if (!(await this.#sendNext(reader, place))) break
    }
    place.running = false
    if (!place.due) return
    place.due = false
    void this.#catchUp(reader, place)
  }

  /** False where nothing more can be sent for now, or ever. */
  async #sendNext(reader: R, place: Place): Promise<boolean> {
    if (!this.#affords(reader, place, 0)) return this.#leaveOut(reader, place, place.floor)
    const { beginnings } = this.#stream
    const events = this.#then.recent(place.position) ?? (await this.#fetchFor(reader, place))
    if (!events) return false
    for (const part of splitBytes(events, this.#io.missedBytes)) {
      while (reader.isFull) await reader.drained()
      if (!this.#isCatchingUp(reader, place)) return false
      if (this.#stream.beginnings !== beginnings) return true // these are older than what was skipped: they are asked for anew
      if (!this.#affords(reader, place, bytesOf(part))) return this.#leaveOut(reader, place, place.floor)
      if (!this.#sendMissed(reader, place, part)) return false
      this.#io.traffic.deliveries.value += part.length
    }
    return true
  }

  /** What came after the list was made is sent in any case: it may tell who came and went. */
  #affords(reader: R, place: Place, bytes: number): boolean {
    return place.position >= place.known || this.#io.mayDraw(reader, bytes)
  }

  /** Undefined where the owner did not give them: the reader is reset, or tried again when positions are compared. */
  async #fetchFor(reader: R, place: Place): Promise<StreamEvent[] | undefined> {
    const range = await this.#io.range(this.#stream.on, place.position).catch(() => undefined)
    if (!range || !this.#isCatchingUp(reader, place)) return undefined
    if (range.epoch !== this.#stream.epoch || range.head < place.position) {
      this.#stream.notice(range, place.position)
      return undefined
    }
    const isTooFar = (from: number) => range.floor > from || this.#stream.position - from > this.#io.resumeEvents
    if (isTooFar(place.position)) return this.#skipKnown(reader, place, isTooFar(place.known), range.floor)
    const events = eventsOf(range, place.position).slice(0, this.#then.last() - place.position)
    if (events.length > 0) return events
    this.#stream.notice(range)
    return undefined
  }

  /** What the list of streams knew of may be left out; after that somebody may have come or gone. */
  #skipKnown(reader: R, place: Place, isKnownTooFar: boolean, floor: number): StreamEvent[] | undefined {
    if (isKnownTooFar) {
      this.#io.lose(reader)
      return undefined
    }
    this.#leaveOut(reader, place, floor)
    return []
  }

  /** True, as what comes after can be sent. */
  #leaveOut(reader: R, place: Place, floor: number): true {
    place.position = place.known
    this.#io.traffic.resets.value++
    reader.send({ on: this.#stream.on, reset: { epoch: this.#stream.epoch, head: place.known, floor } })
    return true
  }

  /** False where one of the events ended the following. */
  #sendMissed(reader: R, place: Place, events: readonly StreamEvent[]): boolean {
    for (const event of events) if (this.#redacted?.has(event.seq)) event.redact(this.#stream.on)
    if (place.position + events.length <= place.known) {
      this.#write(reader, events)
      place.position += events.length
      return true
    }
    for (const event of events) {
      this.#write(reader, [event])
      place.position++
      if (place.position > place.known && !this.#then.apply(reader, event.seq, event.read())) return false
    }
    return true
  }

  #write(reader: R, events: readonly StreamEvent[]): void {
    reader.write(reader.encoding.writeTexts(seenBy(this.#stream.on, events, this.#then.sightOf(reader))))
  }
}
