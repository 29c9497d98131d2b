/**
 * Runs so many pieces of work at a time; the others wait, and who brings many waits behind themselves.
 *
 * Each piece stands in lanes: the address that it comes from, the account that it is for. It gets the number after the
 * last one of any of its lanes, or the present number where these are behind it, and the lowest number goes first. So
 * a lane with a hundred pieces has a hundred numbers, and one that comes anew is next, whatever waits.
 */
import { Failure, fail } from '@parley/protocol'

export interface QueueLimits {
  /** Waiting in all; beyond, the one that would come last goes. */
  readonly most?: number
  /** Waiting in one lane. */
  readonly mostOfLane?: number
  /** What waited longer would be answered when nobody listens any more. */
  readonly waitMs?: number
}

/** How a piece of work stands in the queue. */
export interface Place {
  readonly lanes?: readonly string[]
  /** Takes it out of the queue; what runs is not stopped. */
  readonly gone?: AbortSignal | undefined
}

interface Waiting {
  readonly number: number
  readonly lanes: readonly string[]
  readonly begin: () => void
  readonly refuse: (reason: Failure) => void
}

const defaults = { most: 500, mostOfLane: 200, waitMs: 4_000 }

/** When to come again. */
const retryMs = 2_000

const earlier = (one: Waiting, other: Waiting) => (other.number < one.number ? other : one)
const later = (one: Waiting, other: Waiting) => (other.number >= one.number ? other : one)

export class FairQueue {
  readonly #atOnce: number
  readonly #limits: Required<QueueLimits>
  /** In the order they came. */
  readonly #waiting = new Set<Waiting>()
  /** The number after the last piece of each lane; those that are behind the present number are forgotten. */
  readonly #next = new Map<string, number>()
  #present = 0
  #running = 0

  constructor(atOnce: number, limits: QueueLimits = {}) {
    this.#atOnce = atOnce
    this.#limits = { ...defaults, ...limits }
  }

  load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.size }
  }

  /** Rejects with RATE_LIMITED where its own lane is full, and with UNAVAILABLE where the queue is or its turn is late. */
  async run<T>(work: () => Promise<T>, { lanes = [], gone }: Place = {}): Promise<T> {
    const number = this.#numberFor(lanes)
    if (this.#running < this.#atOnce) this.#begin(number)
    else await this.#turn(number, lanes, gone)
    try {
      return await work()
    } finally {
      this.#running--
      this.#beginNext()
    }
  }

  #numberFor(lanes: readonly string[]): number {
    for (const lane of lanes)
      if (this.#waitingIn(lane) >= this.#limits.mostOfLane) fail('RATE_LIMITED', { retry_ms: retryMs })
    const number = Math.max(this.#present, ...lanes.map((lane) => this.#next.get(lane) ?? 0))
    if (this.#waiting.size >= this.#limits.most) this.#makeRoom(number)
    for (const lane of lanes) this.#next.set(lane, number + 1)
    return number
  }

  #waitingIn(lane: string): number {
    let count = 0
    for (const { lanes } of this.#waiting) if (lanes.includes(lane)) count++
    return count
  }

  /** Whoever would come last goes: who comes anew is not refused because others brought many. */
  #makeRoom(number: number): void {
    const last = [...this.#waiting].reduce(later)
    if (last.number <= number) fail('UNAVAILABLE', { retry_ms: retryMs })
    last.refuse(new Failure('UNAVAILABLE', { retry_ms: retryMs }))
  }

  #turn(number: number, lanes: readonly string[], gone: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      this.#waiting.delete(waiting)
      clearTimeout(late)
      gone?.removeEventListener('abort', hungUp)
    }
    const refuse = (reason: Failure) => {
      leave()
      reject(reason)
    }
    const hungUp = () => refuse(new Failure('UNAVAILABLE', { retry_ms: retryMs }))
    const late = setTimeout(hungUp, this.#limits.waitMs)
    const begin = () => {
      leave()
      this.#begin(number)
      resolve()
    }
    const waiting = { number, lanes, begin, refuse }
    this.#waiting.add(waiting)
    gone?.addEventListener('abort', hungUp)
    if (gone?.aborted) hungUp()
    return promise
  }

  #begin(number: number): void {
    this.#running++
    this.#present = Math.max(this.#present, number)
  }

  #beginNext(): void {
    if (this.#waiting.size > 0) [...this.#waiting].reduce(earlier).begin()
    else if (this.#next.size > this.#limits.most) this.#forgetLanes()
  }

  #forgetLanes(): void {
    for (const [lane, next] of this.#next) if (next <= this.#present) this.#next.delete(lane)
  }
}
