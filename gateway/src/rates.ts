/** Allowances per class of command: so many a second, twice as many at once. */
import type { RateClass } from '@parley/protocol'

/** Commands per second; `free` is not counted beyond what any frame costs. */
export type Rates = Readonly<Record<RateClass, number>>

/** How many seconds' worth may come at once. */
const burstSeconds = 2

/**
 * One number per class (the generic cell rate algorithm): the time at which the allowance would be whole again. No
 * timer and nothing to refill.
 */
export class Allowance {
  readonly #wholeAt: Partial<Record<RateClass, number>> = {}

  /** 0 where the request may pass, else the milliseconds to wait. */
  take(kind: RateClass, perSecond: number, now: number): number {
    const interval = 1_000 / perSecond
    const wholeAt = Math.max(this.#wholeAt[kind] ?? 0, now)
    const wait = wholeAt + interval - now - burstSeconds * 1_000
    if (wait > 0) return Math.ceil(wait)
    this.#wholeAt[kind] = wholeAt + interval
    return 0
  }

  isWhole(now: number): boolean {
    return Object.values(this.#wholeAt).every((wholeAt) => wholeAt <= now)
  }
}

/** Allowances by name, for requests that have no connection to keep theirs. */
export class NamedAllowances {
  readonly #byName = new Map<string, Allowance>()

  of(name: string): Allowance {
    const known = this.#byName.get(name)
    if (known) return known
    const made = new Allowance()
    this.#byName.set(name, made)
    return made
  }

  forgetWhole(now: number): void {
    for (const [name, allowance] of this.#byName) if (allowance.isWhole(now)) this.#byName.delete(name)
  }
}
