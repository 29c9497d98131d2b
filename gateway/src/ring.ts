import type { StreamEvent } from './stream-event.ts'

/** Shared by all that hold nothing, as most streams are quiet. */
const none: StreamEvent[] = []

/** The recent events of a stream, for those who come back soon. */
export class Ring {
  readonly #most: number
  #events = none
  #last = 0

  constructor(most: number) {
    this.#most = most
  }

  /** The position of the oldest event held; one after the last where none is. */
  get first(): number {
    return this.#last - this.#events.length + 1
  }

  /** It follows the last one, or everything before it is forgotten. */
  push(event: StreamEvent): void {
    if (this.#most === 0) return
    const { seq } = event
    if (seq !== this.#last + 1 || this.#events === none) this.#events = []
    this.#events.push(event)
    this.#last = seq
    if (this.#events.length >= 2 * this.#most) this.#events = this.#events.slice(-this.#most)
  }

  /** The events after `seq` up to the last one, or undefined where they are not all held. */
  after(seq: number): StreamEvent[] | undefined {
    if (this.#events.length === 0 || seq > this.#last || seq + 1 < this.first) return undefined
    return this.#events.slice(seq + 1 - this.first)
  }

  /** Those up to `floor` are forgotten. */
  trim(floor: number): void {
    if (floor >= this.first) this.#events = this.#events.slice(floor + 1 - this.first)
  }

  /** Where it is held. */
  at(seq: number): StreamEvent | undefined {
    return seq < this.first ? undefined : this.#events[seq - this.first]
  }

  clear(): void {
    this.#events = none
    this.#last = 0
  }
}
