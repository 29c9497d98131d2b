/**
 * When commands leave for a service. One that finds nothing under way leaves at the end of its turn. Those that come
 * meanwhile leave together, as soon as all that is under way is answered: they go through NATS, the service and Postgres
 * as one. A slow answer holds nobody up for long, and many wait for nobody.
 */
import type { Bus } from '@parley/service-kit'
import type { Request } from './router.ts'

/** What leaves in one piece. */
export interface Departure {
  /** Of what waits in it, so many at most; at least one. */
  take(most: number): Request[]
}

/** No command waits longer for others that are under way. */
export const longestWaitMs = 6
/** So many wait no longer for others. */
const many = 32

export class Departures {
  readonly #bus: Pick<Bus, 'beforeLeaving'>
  readonly #leave: (departures: readonly Departure[]) => void
  #waiting: Departure[] = []
  #underWay = 0
  #isLeaving = false
  #timer: NodeJS.Timeout | undefined

  /** `leave` is called with what leaves. */
  constructor(bus: Pick<Bus, 'beforeLeaving'>, leave: (departures: readonly Departure[]) => void) {
    this.#bus = bus
    this.#leave = leave
  }

  add(departure: Departure): void {
    this.#waiting.push(departure)
    if (this.#underWay === 0 || this.#waiting.length >= many) this.#leaveSoon()
    else this.#timer ??= setTimeout(() => this.#leaveSoon(), longestWaitMs)
  }

  /** A command has left. */
  left(): void {
    this.#underWay++
  }

  /** One that had left is answered, or given up. */
  returned(): void {
    if (--this.#underWay === 0 && this.#waiting.length > 0) this.#leaveSoon()
  }

  #leaveSoon(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#bus.beforeLeaving(() => {
      this.#isLeaving = false
      this.#leave(this.#waiting.splice(0))
    })
  }
}
