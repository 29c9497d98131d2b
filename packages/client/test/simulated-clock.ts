import type { Clock } from '../src/clock.ts'

interface Timer {
  readonly at: number
  readonly then: () => void
}

/** Promises that are due are kept before time goes on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Time that passes when a test says so. */
export class SimulatedClock implements Clock {
  #now = 5_000
  /** How far the time of day is from the growing clock. */
  #date = 1_790_000_000_000
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  date(): number {
    return this.#date + this.#now
  }

  /** Somebody sets the time of day, or it was wrong all along. */
  setDate(byMs: number): void {
    this.#date += byMs
  }

  /** The device sleeps: timers and the growing clock stand still, as in most browsers. */
  sleep(ms: number): void {
    this.#date += ms
  }

  /** The device sleeps where the growing clock goes on: all timers are late. */
  async oversleep(ms: number): Promise<void> {
    this.#now += ms
    await this.pass(0)
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.#now + Math.max(ms, 0), then }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  get timers(): number {
    return this.#timers.size
  }

  /** Lets so much time pass; everything due happens at its moment. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms // what is late is kept first
    await settled()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.then()
      await settled()
    }
    this.#now = end
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer
    return next
  }
}
