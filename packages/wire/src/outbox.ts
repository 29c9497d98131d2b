/** How one service reads what another has committed. */
import type { EventFrame } from '@parley/protocol'

interface Place {
  readonly stream: string
  readonly seq: number
}

/**
 * A place in a service's outbox. A new reader, or one whose epoch is no longer the service's, begins without one: it
 * first gets what is (`snapshot`), or every event still held, stream by stream (`scan`), and then what was committed since it
 * began (`xid`).
 */
export interface OutboxPosition {
  readonly epoch: number
  /** Transactions up to this one have been read. Text, as it may pass 2^53. */
  readonly xid: string
  /** Of the last of them, only the events up to here: it did not fit one page. */
  readonly part?: Place
  /** What was told before its place, as others of its stream came behind it, and is not told again. */
  readonly ahead?: readonly Place[]
  /** While the first reading is under way: the event read last. */
  readonly scan?: Place
  /** While a snapshot is read: which of them, and the place in it as its owner has it. */
  readonly snapshot?: { readonly of: string; readonly after: string | null }
}

export interface OutboxQuestion {
  readonly after: OutboxPosition | null
  /** Events at most; fewer where they would not fit a message. */
  readonly limit: number
  /** All where not given. A process of the release before answers with others besides. */
  readonly kinds?: readonly string[]
}

/** How a reader that names kinds begins. `after` is null, or has a `snapshot`. */
export interface SnapshotQuestion extends OutboxQuestion {
  readonly kinds: readonly string[]
}

/**
 * Events by the number of their transaction, those of each stream in its order: where two transactions that overlapped wrote to it,
 * some come before their place. A first reading, and a process of the release before, may give them out of order: `seq` tells.
 * `more` is false at the end.
 */
export interface OutboxPage {
  readonly events: readonly EventFrame[]
  /** Null where a reader that names kinds cannot go on, and has to begin. */
  readonly next: OutboxPosition | null
  readonly more: boolean
  /** Something is committed that cannot be read yet, as an older transaction is still under way. */
  readonly held?: boolean
  /** The Postgres that it was read from, as `<cluster>/<timeline>`. Not given where it does not say, and by a process of the release before. */
  readonly server?: string
}
