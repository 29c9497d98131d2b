/** The requests of one connection that wait for their answers. */
import type { Answer } from '@parley/protocol'
import type { Clock } from './clock.ts'
import { ParleyError, parleyError } from './parley-error.ts'

/**
 * Called while the answer's frame is being read, before the next frame is: what follows an answer on the wire relies
 * on it, and a promise would tell too late.
 */
export type Settle = (answer: { readonly ok: unknown } | { readonly error: ParleyError }) => void

interface Open {
  readonly settle: Settle
  readonly stopTimer: () => void
  readonly bytes: number
}

export class Calls {
  readonly #clock: Clock
  readonly #open = new Map<number, Open>()
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The id for the next request. */
  nextId(): number {
    return ++this.#last
  }

  /** The request with this id, of so many bytes, is on its way. */
  begin(id: number, bytes: number, timeoutMs: number, settle: Settle): void {
    const late = () => this.#settle(id, { error: parleyError('TIMEOUT') })
    this.#open.set(id, { settle, stopTimer: this.#clock.after(timeoutMs, late), bytes })
  }

  /** The largest of those that wait. */
  largest(): { readonly id: number; readonly bytes: number } | undefined {
    let largest: { id: number; bytes: number } | undefined
    for (const [id, { bytes }] of this.#open) if (bytes > (largest?.bytes ?? 0)) largest = { id, bytes }
    return largest
  }

  refuse(id: number, error: ParleyError): void {
    this.#settle(id, { error })
  }

  answer(answer: Answer): void {
    this.#settle(answer.id, 'error' in answer ? { error: new ParleyError(answer.error) } : answer)
  }

  /** The connection is gone: whether the server acted is unknown. */
  abandon(): void {
    for (const id of [...this.#open.keys()])
      this.#settle(id, { error: parleyError('TIMEOUT', { why: 'connection lost' }) })
  }

  #settle(id: number, answer: Parameters<Settle>[0]): void {
    const open = this.#open.get(id)
    this.#open.delete(id)
    open?.stopTimer()
    open?.settle(answer)
  }
}
