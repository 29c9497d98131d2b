/**
 * What a service keeps of what another has committed. Each event comes at least once, and an older one may come behind a newer:
 * what is written carries the `epoch` and `seq` of the event that it is from, and gives way to nothing older. Columns that
 * different kinds of event write each carry their own: a process of the release before, which does not know one of the kinds,
 * would else put the others in its way.
 */
import type { EventBody, EventFrame, EventName, Owner } from '@parley/protocol'
import type { Transaction } from './transaction.ts'

/** An event of another service, and of which history: of two of one stream that with the higher (epoch, seq) is newer. */
export type Told<E extends EventName = EventName> = E extends EventName
  ? Omit<EventFrame, 'ev' | 'is'> & { readonly ev: E; readonly is: EventBody<E>; readonly epoch: number }
  : never

/** What is to be done when something is committed, if anything. */
// biome-ignore lint/suspicious/noConfusingVoidType: most have nothing left to do, and end without a word
export type Afterwards = (() => void) | void

export interface Projection<E extends EventName = EventName, Found = void> {
  readonly owner: Owner
  readonly name: string
  /** Raised where `apply` makes something else of the same events: then all is read again, as where `kinds` change. */
  readonly version: number
  /** The kinds of event that it is made of. The owner sends no others. */
  readonly kinds: readonly E[]
  /** That what was committed before it began, or was no longer held, is of no use to it. Not given: it begins with what is, or with all events that are held. */
  readonly begins?: 'now'
  /**
   * What others have to be asked about these events, before the transaction begins: nothing is locked while they answer. Where it
   * fails, the events come again later.
   */
  ask?(events: readonly Told<E>[]): Promise<Found>
  /**
   * Runs in the transaction that moves the position, with what was found. Events are repeated at times: must be idempotent. What it gives is called
   * once that is committed, if the process lives so long.
   */
  readonly apply: (tx: Transaction, events: readonly Told<E>[], found: Found) => Promise<Afterwards>
}

interface Positioned {
  readonly on: string
  readonly epoch: number
  readonly seq: number
}

const isNewer = (one: Positioned, other: Positioned): boolean =>
  one.epoch === other.epoch ? one.seq > other.seq : one.epoch > other.epoch

/** The newest of each stream. */
export const newestOf = <T extends Positioned>(told: readonly T[]): T[] => {
  const newest = new Map<string, T>()
  for (const one of told) {
    const known = newest.get(one.on)
    if (!known || isNewer(one, known)) newest.set(one.on, one)
  }
  return [...newest.values()]
}

/** Those that the projection is made of: an owner of the release before sends all. */
export const toldOf = <E extends EventName>(
  { kinds }: Pick<Projection<E>, 'kinds'>,
  events: readonly (EventFrame & { readonly epoch: number })[],
): Told<E>[] => events.filter(({ ev }) => (kinds as readonly string[]).includes(ev)) as unknown as Told<E>[]
