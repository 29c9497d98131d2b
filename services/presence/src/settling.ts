/**
 * Whether all is told that is known. After a start, a fault of Redis or NATS, or where Redis has forgotten everything, gateways say within
 * seconds who is there; until then nobody is gone because nothing is heard of them.
 */
import { steadyNow } from '@parley/service-kit'

export class Settling {
  readonly #settleMs: number
  #since = steadyNow()

  constructor(settleMs: number) {
    this.#settleMs = settleMs
  }

  get isSettled(): boolean {
    return steadyNow() - this.#since >= this.#settleMs
  }

  /** Something went wrong: from now on it has to go well for a while. */
  troubled(): void {
    this.#since = steadyNow()
  }

  /** Redis has to have forgotten nothing for so long before what it does not know is not so; milliseconds. */
  get remembersMs(): number {
    return this.isSettled ? this.#settleMs : Number.MAX_SAFE_INTEGER
  }
}
