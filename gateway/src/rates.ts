/** Allowances: so much a second, and so much at once, of whatever is counted of an account, a session or an address. */
import type { RateClass } from '@parley/protocol'

/**
 * Commands by their class; bytes that are stored; bytes of what was missed; commands refused; handshakes of an account and
 * of an address; tokens that proved to be none.
 */
export type Counted = RateClass | 'bytes' | 'missed' | 'refusal' | 'handshake' | 'arrival' | 'badToken'

export interface Rate {
  /** What the operator sets it by. */
  readonly setting: string
  readonly perSecond: number
  readonly atOnce: number
}

export type Rates = Readonly<Record<Counted, Rate>>

/** What adding fractions of milliseconds may be wrong by. */
const toleranceMs = 0.01

/**
 * One number per kind (the generic cell rate algorithm): the time at which the allowance would be whole again. No timer
 * and nothing to refill. Times are of a clock that nobody sets.
 */
export class Allowance {
  readonly #wholeAt: Partial<Record<Counted, number>> = {}

  /**
   * 0 where it may pass, else the milliseconds to wait. What is more than may come at once passes when the allowance is
   * whole, and is paid for afterwards.
   */
  take(kind: Counted, rate: Omit<Rate, 'setting'>, now: number, weight = 1): number {
    const wait = this.wait(kind, rate, now, weight)
    if (wait === 0) this.charge(kind, rate, now, weight)
    return wait
  }

  /** What `take` would say. */
  wait(kind: Counted, { perSecond, atOnce }: Omit<Rate, 'setting'>, now: number, weight = 1): number {
    const room = ((atOnce - Math.min(weight, atOnce)) * 1_000) / perSecond
    const wait = (this.#wholeAt[kind] ?? 0) - now - room
    return wait > toleranceMs ? Math.ceil(wait - toleranceMs) : 0
  }

  /** Takes it in any case; gives it back where it is less than nothing. */
  charge(kind: Counted, { perSecond }: Pick<Rate, 'perSecond'>, now: number, weight: number): void {
    this.#wholeAt[kind] = Math.max(this.#wholeAt[kind] ?? 0, now) + (weight * 1_000) / perSecond
  }

  isWhole(now: number): boolean {
    return Object.values(this.#wholeAt).every((wholeAt) => wholeAt <= now)
  }
}

/** Allowances remembered at most: whoever comes under many names makes others forgotten, which makes theirs whole. */
const mostRemembered = 100_000

/** Allowances by name: they outlive connections, and are forgotten when they are whole. */
export class Allowances {
  readonly #most: number
  readonly #byName = new Map<string, Allowance>()

  constructor(most = mostRemembered) {
    this.#most = most
  }

  get size(): number {
    return this.#byName.size
  }

  of(name: string): Allowance {
    const known = this.#byName.get(name)
    if (known) return known
    const made = new Allowance()
    if (this.#byName.size >= this.#most) this.#forgetOldest()
    this.#byName.set(name, made)
    return made
  }

  forgetWhole(now: number): void {
    for (const [name, allowance] of this.#byName) if (allowance.isWhole(now)) this.#byName.delete(name)
  }

  #forgetOldest(): void {
    for (const name of this.#byName.keys()) {
      this.#byName.delete(name)
      return
    }
  }
}
