/** What is loaded of a stream: events in ascending order without a gap, up to the newest. */
import type { EventFrame } from '@parley/protocol'
import { redactedOf } from './events.ts'

export class History {
  #events: EventFrame[] = []
  #copy: readonly EventFrame[] | undefined
  readonly #keep: number
  #limit: number

  /** `keep` newest events stay in memory, and besides them the older pages that were asked for. */
  constructor(keep: number) {
    this.#keep = keep
    this.#limit = keep
  }

  /** The same array until something changes. */
  get events(): readonly EventFrame[] {
    this.#copy ??= [...this.#events]
    return this.#copy
  }

  get oldest(): number | undefined {
    return this.#events[0]?.seq
  }

  at(seq: number): EventFrame | undefined {
    return this.#events[seq - (this.oldest ?? 0)]
  }

  /** What it said is gone, where it is loaded. */
  redact(seq: number): void {
    const event = this.at(seq)
    if (!event) return
    this.#copy = undefined
    this.#events[seq - (this.oldest as number)] = redactedOf(event)
  }

  /** Gives the position of the oldest event that is still held. */
  append(event: EventFrame): number {
    this.#copy = undefined
    this.#events.push(event)
    if (this.#events.length > this.#limit * 1.25) this.#events.splice(0, this.#events.length - this.#limit)
    return this.oldest ?? event.seq
  }

  /** Takes a page of older events, if it ends right before what is loaded; `before` is where that begins. */
  prepend(page: readonly EventFrame[], before: number): boolean {
    const joins = page.every((event, place) => event.seq === before - page.length + place)
    if (!joins) return false
    this.#copy = undefined
    this.#events.unshift(...page)
    this.#limit += page.length
    return true
  }

  /** Those up to `floor` are gone. */
  trim(floor: number): void {
    this.#copy = undefined
    this.#events = this.#events.filter(({ seq }) => seq > floor)
  }

  clear(): void {
    this.#copy = undefined
    this.#events = []
    this.#limit = this.#keep
  }

  after(seq: number): EventFrame[] {
    return this.#events.slice(this.#events.findLastIndex((event) => event.seq <= seq) + 1)
  }
}
