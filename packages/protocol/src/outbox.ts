/** How one service reads what another has committed. */
import type { EventFrame } from './shapes.ts'

/**
 * A place in a service's outbox. A new reader, or one whose epoch is no longer the service's, begins without one: it
 * first gets every event still held, stream by stream (`scan`), and then what was committed since it began (`xid`).
 */
export interface OutboxPosition {
  readonly epoch: number
  /** Transactions up to this one have been read. Text, as it may pass 2^53. */
  readonly xid: string
  /** While the first reading is under way: the event read last. */
  readonly scan?: { readonly stream: string; readonly seq: number }
}

export interface OutboxQuestion {
  readonly after: OutboxPosition | null
  readonly limit: number
}

/** Whole transactions in commit order, so at least one however large. `more` is false at the end. */
export interface OutboxPage {
  readonly events: readonly EventFrame[]
  readonly next: OutboxPosition
  readonly more: boolean
}
