/** Messages that were loaded one by one, as others reply to them. */
import type { EventFrame } from '@parley/protocol'
import type { MessageState } from './message-states.ts'
import { messageOf, type SentMessage } from './messages.ts'

/** The one that was asked for longest ago is let go. */
const most = 200

interface Made {
  readonly state: MessageState | undefined
  readonly message: SentMessage | undefined
}

export class Quoted {
  readonly #events = new Map<number, EventFrame>()
  /** The same message gives the same object, so that a view need not draw it again. */
  readonly #made = new WeakMap<EventFrame, Made>()

  keep(event: EventFrame): void {
    this.#events.set(event.seq, event)
    const [oldest] = this.#events.keys()
    if (this.#events.size > most && oldest !== undefined) this.#events.delete(oldest)
  }

  eventAt(seq: number): EventFrame | undefined {
    return this.#events.get(seq)
  }

  at(seq: number, state: MessageState | undefined): SentMessage | undefined {
    const event = this.#events.get(seq)
    if (!event) return undefined
    const known = this.#made.get(event)
    const made = known?.state === state && known ? known : { state, message: messageOf(event, state) }
    this.#made.set(event, made)
    return made.message
  }

  forget(seq: number): void {
    this.#events.delete(seq)
  }

  trim(floor: number): void {
    for (const seq of this.#events.keys()) if (seq <= floor) this.#events.delete(seq)
  }

  clear(): void {
    this.#events.clear()
  }
}
