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
  readonly #pauses = new Set<() => void>()
  readonly #why: () => ParleyError | undefined
  #isOpen = false
  #closedFor: ParleyError | undefined

  /** `why` tells why there is no connection, as far as that is known. */
  constructor(clock: Clock, why: () => ParleyError | undefined = () => undefined) {
    this.#clock = clock
    this.#why = why
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

  /** Resolves after `ms`, or at once when the gate is closed for good: nothing is worth waiting for then. */
  async pause(ms: number): Promise<void> {
    if (this.#closedFor) return
    const { promise, resolve } = deferred<void>()
    const stopTimer = this.#clock.after(ms, resolve)
    this.#pauses.add(resolve)
    await promise
    stopTimer()
    this.#pauses.delete(resolve)
  }

  set(isOpen: boolean): void {
    this.#isOpen = isOpen
    if (isOpen) this.#release((waiter) => waiter.resolve())
  }

  closeForGood(why: ParleyError): void {
    this.#isOpen = false
    this.#closedFor = why
    this.#release((waiter) => waiter.reject(why))
    for (const resolve of [...this.#pauses]) resolve()
  }

  #wait(ms: number): Promise<void> {
    const { promise, resolve, reject } = deferred<void>()
    const waiter = { resolve, reject }
    this.#waiters.add(waiter)
    const stopTimer = this.#clock.after(ms, () => reject(this.#notConnected()))
    return promise.finally(() => {
      stopTimer()
      this.#waiters.delete(waiter)
    })
  }

  #notConnected(): ParleyError {
    const cause = this.#why()
    return parleyError('UNAVAILABLE', { why: cause ? `not connected: ${cause.message}` : 'not connected' }, cause)
  }

  #release(then: (waiter: Waiter) => void): void {
    for (const waiter of [...this.#waiters]) then(waiter)
  }
}
