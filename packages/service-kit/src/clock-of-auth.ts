/**
 * What time it is for the auth service. Tokens are good until a moment of its clock, so they are judged by that: were it
 * ours, a gateway some minutes ahead would refuse every token, however fresh, and nobody would learn why. Between two
 * answers of auth a clock counts on that nobody sets.
 */
import type { Log } from './log.ts'
import { steadyNow } from './steady-clock.ts'

/** Less is the way of the answer, or of no account. Milliseconds. */
const noMatterMs = 2_000

/** Of a clock, how far it is ahead of one that said `at` between these two moments of its own; negative where behind. */
const aheadOf = (at: number, askedAt: number, heardAt: number): number =>
  at < askedAt ? askedAt - at : Math.min(0, heardAt - at)

/** When something was asked or heard: by the steady clock, and by the time of day of this machine. */
export interface Moment {
  readonly steady: number
  readonly ofDay: number
}

export const thisMoment = (): Moment => ({ steady: steadyNow(), ofDay: Date.now() })

export class ClockOfAuth {
  readonly #log: Pick<Log, 'warn' | 'info'>
  /** What the steady clock lacks to be that of auth; until auth has said it, the time of day at our start has to do. */
  #base: number
  /** How far our time of day is ahead of it, where that matters. */
  #aheadMs = 0

  constructor(log: Pick<Log, 'warn' | 'info'>, { steady, ofDay } = thisMoment()) {
    this.#log = log
    this.#base = ofDay - steady
  }

  /** Milliseconds since 1970. */
  now(steady = steadyNow()): number {
    return steady + this.#base
  }

  /** `at` is its time in an answer to what was asked and heard at these moments; it was given in between. */
  compare(at: number | undefined, asked: Moment, heard: Moment): void {
    if (at === undefined) return
    const off = aheadOf(at, this.now(asked.steady), this.now(heard.steady))
    if (Math.abs(off) > noMatterMs) this.#base -= off
    this.#tell(aheadOf(at, asked.ofDay, heard.ofDay))
  }

  #tell(measuredMs: number): void {
    const aheadMs = Math.abs(measuredMs) > noMatterMs ? measuredMs : 0
    const differs = Math.abs(aheadMs - this.#aheadMs) > noMatterMs
    this.#aheadMs = aheadMs
    if (!differs) return
    if (aheadMs === 0) this.#log.info('the clocks of this gateway and of the auth service agree again')
    else
      this.#log.warn(
        { ahead_ms: aheadMs },
        'the clock of this gateway is not that of the auth service: tokens are judged by the other. Let both follow NTP',
      )
  }
}
