/**
 * What time it is for the auth service. Tokens are good until a moment of its clock, so they are judged by that: were it
 * ours, a gateway some minutes ahead would refuse every token, however fresh, and nobody would learn why.
 */
import type { Log } from '@parley/service-kit'

/** Less is the way of the answer, or of no account. Milliseconds. */
const noMatterMs = 2_000

export class ClockOfAuth {
  readonly #log: Pick<Log, 'warn' | 'info'>
  /** How far our clock is ahead of it; negative where it is behind. */
  #aheadMs = 0

  constructor(log: Pick<Log, 'warn' | 'info'>) {
    this.#log = log
  }

  now(now = Date.now()): number {
    return now - this.#aheadMs
  }

  /** A moment of its clock, by ours. */
  here(time: number): number {
    return time + this.#aheadMs
  }

  /** `at` is its time in an answer to what was asked and heard at these times of ours; it was given in between. */
  compare(at: number | undefined, askedAt: number, heardAt: number): void {
    if (at === undefined) return
    const before = this.#aheadMs
    const aheadMs = at < askedAt ? askedAt - at : Math.min(0, heardAt - at)
    this.#aheadMs = Math.abs(aheadMs) > noMatterMs ? aheadMs : 0
    if (Math.abs(this.#aheadMs - before) > noMatterMs) this.#tell()
  }

  #tell(): void {
    if (this.#aheadMs === 0) this.#log.info('the clocks of this gateway and of the auth service agree again')
    else
      this.#log.warn(
        { ahead_ms: this.#aheadMs },
        'the clock of this gateway is not that of the auth service: tokens are judged by the other. Let both follow NTP',
      )
  }
}
