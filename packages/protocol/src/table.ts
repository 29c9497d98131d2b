/** The columns of the protocol table. */
import type { TSchema } from 'typebox'
import type { ErrorName } from './errors.ts'
import type { Joined, Owner } from './parts.ts'
import type { StaffPermission } from './staff.ts'

export type { Owner } from './parts.ts'

/** What the file of a part says. `errors.ts` has the errors themselves: clients hold that table, and no shapes. */
export interface Part {
  /** Its errors have numbers from here on, a hundred of them. */
  readonly errorBlock: number
  readonly streams: Readonly<Record<string, StreamEntry>>
  readonly commands: Readonly<Record<string, Command>>
  readonly events: Readonly<Record<string, Event>>
  readonly signals: Readonly<Record<string, Signal>>
}

/** How often a command may be sent; a gateway holds one allowance per class and account. */
export type RateClass = 'free' | 'read' | 'write' | 'send' | 'login' | 'refresh'

export interface Command<O extends Owner = Owner, Input extends TSchema = TSchema, Output extends TSchema = TSchema> {
  readonly owner: O
  readonly about: string
  /** `anyone` may be called without a token; all else needs one. */
  readonly access: 'anyone' | 'user'
  readonly rate: RateClass
  /**
   * The member of the input whose value orders the command: of one connection, those with the same value reach the
   * service in the order they were sent, each after the one before it was answered.
   */
  readonly inOrderOf?: string
  /**
   * The member of the input, a list or a record, of which each ten entries count as one command more of its class; each single one,
   * where the class is `send`.
   */
  readonly weighs?: string
  /**
   * Whether it leaves the same where it is carried out twice, so that a client may repeat it unasked: always, or where the input has
   * one of these members. What only reads may be repeated in any case.
   */
  readonly repeatable?: true | readonly string[]
  /** What a role of the platform has to allow whoever calls it; nobody else may. */
  readonly needs?: StaffPermission
  /** Whether somebody who is suspended may call it, though it changes something: it leaves, ends, hides or takes back what is theirs. */
  readonly whileSuspended?: true
  /** Whether guests may not call it: it is for who stays, or would open the account otherwise than by its session. */
  readonly notByGuests?: true
  readonly input: Input
  readonly output: Output
  /** What the command itself may answer, besides what every command may (see `everyCommandErrors`). */
  readonly errors: readonly ErrorName[]
}

export const command = <const O extends Owner, const Input extends TSchema, const Output extends TSchema>(
  entry: Command<O, Input, Output>,
): Command<O, Input, Output> => entry

export interface Event<
  Body extends TSchema = TSchema,
  Kind extends StreamKind = StreamKind,
  Also extends StreamKind = StreamKind,
> {
  readonly about: string
  /** The kind of stream that carries it: `<service>/<kind>`. */
  readonly stream: Kind
  /** Another kind that carries it, too. */
  readonly also?: Also
  readonly body: Body
  /** Whether it adds one to the unread count of those who have not read that far. */
  readonly counts?: true
  /** Whether it is what its author says: it carries them as a mark, and whoever hides them gets its redacted twin. */
  readonly authored?: true
  /** Whether it says more of the message at `is.seq`: whoever does not see that, as they came later, gets its redacted twin. */
  readonly ofMessage?: true
  /** What it does besides saying something. */
  readonly effect?: Effect
}

/**
 * What an event does to who sees what, told to the gateway as data so that it need not know any event by name.
 * - `start`: the reader of this stream follows the stream `is.on` from position `is.head`.
 * - `end`: the user `is.user` gets this event as the last one of this stream.
 * - `close`: everybody gets this event as the last one of this stream.
 * - `hide`: the reader of this stream, who is its only one, sees nothing more of what the user `is.user` says.
 * - `show`: that reader sees what `is.user` says again.
 * - `look`: what the readers of this stream may see, or the user `is.user` alone where it names one, is another thing now, and is to be
 *   asked anew.
 * - `rule`: in a stream that rules others, what its readers may see, or those alone whom `is.user` or `is.users` names, is another thing
 *   now, in it and in those that it rules. Nobody of them gets more of these before their owner has said anew what they may see; what
 *   they may see no more ends, also this stream where they are no longer its readers. Such an event that is for some alone is also
 *   seen by those who become one of them by it. `end` and `close` of such a stream end what it rules as well.
 * - `redact`: the event at `is.seq` of this stream, and those at `is.also`, are taken back: nobody gets more of them than their
 *   redacted twins.
 * - `trim`: the events of this stream up to `is.floor` are removed, and those at `is.also` are taken back.
 * - `reach`: where it has `is.newcomers`, from which position on each reader sees this stream is another thing now, and so is which of
 *   its threads; it is asked anew. Until then a reader gets nothing more of what was there before it.
 */
export type Effect = 'start' | 'end' | 'close' | 'hide' | 'show' | 'look' | 'rule' | 'redact' | 'trim' | 'reach'

export const event = <const Body extends TSchema, const Kind extends StreamKind, const Also extends StreamKind = never>(
  entry: Event<Body, Kind, Also>,
): Event<Body, Kind, Also> => entry

/** Members of the body of a signal that says how something stands. */
export interface StateMembers {
  /** Names what it is about: of each, the latest counts. Left out where a stream has one alone. */
  readonly of?: string
  /** A number that grows: the state with the higher one is the later. */
  readonly version: string
}

/** A passing remark on a stream: not numbered, not stored, dropped first under pressure. */
export interface Signal<Body extends TSchema = TSchema> {
  readonly about: string
  readonly stream: StreamKind
  readonly body: Body
  /** Whether it is what its author says or does: it carries them as a mark, and whoever hides them does not get it. */
  readonly authored?: true
  /** As of an event; whoever does not see the message does not get it. */
  readonly ofMessage?: true
  /** Whether its author, who knows, gets it on none of their devices. */
  readonly toOthers?: true
  /**
   * Where it says how something stands, and not only that something happened: an older one never comes after a newer one, and a
   * reader that has no room for it gets the latest when it has.
   */
  readonly state?: StateMembers
  /** False where it may not be left out for a reader that has no room for it. A state comes later in any case. */
  readonly droppable?: false
}

export const signal = <const Body extends TSchema>(entry: Signal<Body>): Signal<Body> => entry

/** A kind of stream, named `<service>/<kind>`. */
export interface StreamEntry {
  readonly about: string
  /** Whether clients follow it; other services alone read it where not. */
  readonly followed: boolean
  /** Whether it rules other streams: its events say who sees what in them, and to which audiences its readers belong. */
  readonly rules?: true
  /** Nobody follows it: clients watch it, and are told how something stands, at once and after each change. It has no events. */
  readonly topic?: true
}
export type StreamKind = keyof Joined<'streams'> & string
