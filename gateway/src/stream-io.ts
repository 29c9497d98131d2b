/** What a stream needs to know of connections, and asks of its surroundings. */
import type { ReaderHead, Sight, StreamHead, StreamRange } from '@parley/wire'
import type { Encoding } from './encoding.ts'
import type { Order } from './order.ts'
import type { Ruled, Ruler } from './ruler.ts'
import type { Stream } from './stream.ts'
import type { Traffic } from './traffic.ts'
import type { Turn } from './turn.ts'

/** Who gets the events: a connection, as far as a stream needs to know one. */
export interface Reader {
  readonly user: string
  readonly encoding: Encoding
  /** What it may not see, or no more than others; undefined for nearly everybody, who hides nobody. */
  readonly sight: Sight | undefined
  readonly closed: boolean
  /** By the steady clock; what it was told of how things stand is of later. */
  readonly openedAt: number
  write(frames: Buffer): void
  send(frame: { on: string; reset: StreamHead }): unknown
  /** Whether so much waits for it that what it missed had better wait. */
  readonly isFull: boolean
  /** Resolves when that may have changed. */
  drained(): Promise<void>
}

/**
 * How it shows that a stream has another history than the one that was delivered: the owner is in another epoch, has less than was
 * delivered, or has another event where one was; or it knows the stream no more.
 */
export const historyFaults = ['epoch', 'head', 'event', 'gone'] as const
export type HistoryFault = (typeof historyFaults)[number]

/** What has been delivered, and its owner does not have; `frame` where the ring still holds it. */
export interface Held {
  readonly epoch: number
  readonly seq: number
  readonly frame?: Uint8Array | undefined
}

export interface SightChange {
  /** The reader's own stream, and the place of the event there. */
  readonly on: string
  readonly seq: number
  readonly author: string
  readonly hides: boolean
}

/** What the order of a stream asks of its surroundings. */
export interface OrderIo {
  readonly ringEvents: number
  /** Events after a position, from the owner. */
  range(on: string, after: number): Promise<StreamRange | null>
  /** A gap shows; call `repair` soon, unless it has closed by itself. */
  repairSoon(stream: Order): void
  /** Its readers are about to be lost, as what they were shown is no history any more. */
  forgotten(stream: Order, fault: HistoryFault, held: Held): void
  /** Its owner answered from an epoch that is over, as a server does that was left behind. */
  outdated(stream: Order): void
}

/** What it takes to bring readers up to where a stream is. */
export interface CatchUpIo<R extends Reader> extends Pick<OrderIo, 'range'> {
  readonly resumeEvents: number
  /** Bytes of missed events that are written at once. */
  readonly missedBytes: number
  readonly traffic: Pick<Traffic, 'deliveries' | 'resets'>
  /** Whether so many bytes of what it missed may be sent to the reader; they count then. */
  mayDraw(reader: R, bytes: number): boolean
  /** The stream is gone or of another history, so what the reader may follow is in doubt: it has to open anew. */
  lose(reader: R): void
}

/** What a stream asks of its surroundings. */
export interface StreamIo<R extends Reader> extends OrderIo, CatchUpIo<R> {
  readonly turn: Pick<Turn, 'flushStream'>
  readonly traffic: CatchUpIo<R>['traffic'] & Pick<Traffic, 'dropped'>
  /** An event tells that the reader follows another stream from a position. */
  start(reader: R, on: string, at: ReaderHead): void
  /** An event tells that the reader no longer follows this stream. */
  end(reader: R, stream: Stream<R>): void
  /** The reader may not see this stream any more, and is told so. */
  ended(reader: R, on: string): void
  /** An event of the reader's own stream tells that it hides an author, or no longer does. */
  see(reader: R, change: SightChange): void
  /** An event of this stream tells that what the reader may see is another thing now. */
  look(reader: R, on: string): void
  /** The same of a reader's own stream, where it is no event and about whose words and signals the reader gets. */
  sight(reader: R, on: string): void
  /** The event at `seq` of this stream tells that from which position on the reader sees it is another thing now. */
  reach(reader: R, on: string, seq: number): void
  /** Where streams of this name rule others: what it is of them, from this position on. */
  ruler(stream: Ruled<R>, position: number): Ruler<R> | undefined
}
