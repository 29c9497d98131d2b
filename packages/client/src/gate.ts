import type { Clock } from './clock.ts'
import { deferred } from './deferred.ts'
import { type ParleyError, parleyError } from './parley-error.ts'

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: ParleyError) => void
}

/** Holds calls back until the connection is there. */
export class Gate {
  readonly #clock: Clock
  readonly #waiters = new Set<Waiter>()
  #isOpen = false
  #closedFor: ParleyError | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Why nobody will ever pass again. */
  get closedFor(): ParleyError | undefined {
    return this.#closedFor
  }

  /** Rejects with UNAVAILABLE after `ms`, or at once when the gate is closed for good. */
  async pass(ms: number): Promise<void> {
    if (this.#closedFor) throw this.#closedFor
    if (!this.#isOpen) await this.#wait(ms)
  }

  set(isOpen: boolean): void {
    this.#isOpen = isOpen
    if (isOpen) this.#release((waiter) => waiter.resolve())
  }

  closeForGood(why: ParleyError): void {
    this.#isOpen = false
    this.#closedFor = why
    this.#release((waiter) => waiter.reject(why))
  }

  #wait(ms: number): Promise<void> {
    const { promise, resolve, reject } = deferred<void>()
    const waiter = { resolve, reject }
    this.#waiters.add(waiter)
    const stopTimer = this.#clock.after(ms, () => reject(parleyError('UNAVAILABLE', { why: 'not connected' })))
    return promise.finally(() => {
      stopTimer()
      this.#waiters.delete(waiter)
    })
  }

  #release(then: (waiter: Waiter) => void): void {
    for (const waiter of [...this.#waiters]) then(waiter)
  }
}
