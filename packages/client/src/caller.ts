import type { CommandName, Input, Output } from '@parley/protocol'
import { retryDelay } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Gate } from './gate.ts'
import type { Link } from './link.ts'
import { ParleyError } from './parley-error.ts'
import { isPassing, mayRepeat } from './repeat.ts'

export interface CallerOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly callTimeoutMs: number
}

/** Calls that wait for a connection, and that repeat what may be repeated, within one span of time for all of it. */
export class Caller {
  readonly #link: Link
  readonly #gate: Gate
  readonly #options: CallerOptions

  constructor(link: Link, gate: Gate, options: CallerOptions) {
    this.#link = link
    this.#gate = gate
    this.#options = options
  }

  async call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
    const { clock, random, callTimeoutMs } = this.#options
    const deadline = clock.now() + callTimeoutMs
    for (let failures = 0; ; failures++) {
      await this.#gate.pass(deadline - clock.now())
      try {
        return await this.#link.request(command, input, deadline - clock.now())
      } catch (error) {
        const delay = retryDelay(failures, random(), (error as ParleyError).retry_ms)
        const worthIt = error instanceof ParleyError && isPassing(error) && mayRepeat(command, input)
        if (!worthIt || clock.now() + delay >= deadline) throw error
        await this.#gate.pause(delay)
      }
    }
  }
}
