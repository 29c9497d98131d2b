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

/** How much is left of what may come at once, and when all of it is there again. */
export interface Left {
  readonly count: number
  readonly wholeInMs: number
}

/** What adding fractions of milliseconds may be wrong by. */
const toleranceMs = 0.01

/**
 * One number per kind (the generic cell rate algorithm): the time at which the allowance would be whole again. No timer
 * and nothing to refill. Times are of a clock that nobody sets.
 */
export class Allowance {
  readonly name: string
  readonly #wholeAt: Partial<Record<Counted, number>> = {}
  /** What was taken since other gateways were told, and from when on. */
  readonly #untold: Partial<Record<Counted, { weight: number; since: number }>> = {}

  constructor(name = '') {
    this.name = name
  }

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
    const untold = this.#untold[kind]
    if (untold) untold.weight += weight
    else this.#untold[kind] = { weight, since: now }
  }

  left(kind: Counted, { perSecond, atOnce }: Omit<Rate, 'setting'>, now: number): Left {
    const wholeInMs = Math.max(0, (this.#wholeAt[kind] ?? 0) - now)
    return { count: Math.max(0, Math.floor(atOnce - (wholeInMs * perSecond) / 1_000)), wholeInMs }
  }

  untold(kind: Counted): number {
    return this.#untold[kind]?.weight ?? 0
  }

  /** What other gateways are told of now. */
  tell(kind: Counted, now: number): { readonly weight: number; readonly overMs: number } {
    const { weight, since } = this.#untold[kind] ?? { weight: 0, since: now }
    delete this.#untold[kind]
    return { weight, overMs: now - since }
  }

  /** With what others took it is whole at this moment, if not later. */
  holdUntil(kind: Counted, wholeAt: number): void {
    this.#wholeAt[kind] = Math.max(this.#wholeAt[kind] ?? 0, wholeAt)
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
    const made = new Allowance(name)
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
