/**
 * Whether all is told that is known. After a start, a fault of Redis or NATS, or where Redis has forgotten everything, gateways say within
 * seconds who is there; until then nobody is gone because nothing is heard of them.
 */
import { steadyNow } from '@parley/service-kit'

export class Settling {
  readonly #settleMs: number
  #since = steadyNow()
  #isRemembered = false

  constructor(settleMs: number) {
    this.#settleMs = settleMs
  }

  get isSettled(): boolean {
    return this.#isRemembered && steadyNow() - this.#since >= this.#settleMs
  }

  /** Something went wrong: from now on it has to go well for a while. */
  troubled(): void {
    this.#since = steadyNow()
  }

  /** For so long Redis has not forgotten anything; milliseconds. */
  remembered(ms: number): void {
    this.#isRemembered = ms >= this.#settleMs
  }
}
