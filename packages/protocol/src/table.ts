/** The columns of the protocol table. */
import type { TSchema } from 'typebox'
import type { ErrorName } from './errors.ts'

/** Where a command is handled; also the first part of the names of the streams that the service owns. */
export type Owner = 'gateway' | 'auth' | 'chat'

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
  /** The member of the input, a list or a record, of which each ten entries count as one command more of its class. */
  readonly weighs?: string
  readonly input: Input
  readonly output: Output
  /** What the command itself may answer, besides what every command may (see `everyCommandErrors`). */
  readonly errors: readonly ErrorName[]
}

export const command = <const O extends Owner, const Input extends TSchema, const Output extends TSchema>(
  entry: Command<O, Input, Output>,
): Command<O, Input, Output> => entry

export interface Event<Body extends TSchema = TSchema> {
  readonly about: string
  /** The kinds of stream that carry it: `<service>/<kind>`. */
  readonly stream: StreamKind
  readonly body: Body
  /** Whether it adds one to the unread count of those who have not read that far. */
  readonly counts?: true
  /** Whether it is what its author says: it carries them as a mark, and whoever hides them gets its redacted twin. */
  readonly authored?: true
  /** What it does besides saying something. */
  readonly effect?: Effect
}

/**
 * What an event does to who sees what, told to the gateway as data so that it need not know any event by name.
 * - `start`: the reader of this stream follows the stream `is.on` from position `is.head`.
 * - `end`: the user `is.user` gets this event as the last one of this stream.
 * - `hide`: the reader of this stream, who is its only one, sees nothing more of what the user `is.user` says.
 * - `show`: that reader sees what `is.user` says again.
 * - `look`: what the readers of this stream may see is another thing now, and is to be asked anew.
 * - `redact`: the event at `is.seq` of this stream is taken back: nobody gets more of it than its redacted twin.
 */
export type Effect = 'start' | 'end' | 'hide' | 'show' | 'look' | 'redact'

export const event = <const Body extends TSchema>(entry: Event<Body>): Event<Body> => entry

/** A passing remark on a stream: not numbered, not stored, dropped first under pressure. */
export interface Signal<Body extends TSchema = TSchema> {
  readonly about: string
  readonly stream: StreamKind
  readonly body: Body
}

export const signal = <const Body extends TSchema>(entry: Signal<Body>): Signal<Body> => entry

export const streamKinds = {
  'chat/room': 'A conversation of any kind; followed by its members.',
  'chat/user': 'What concerns one user in chat: rooms joined and left, returned messages. Followed by that user.',
  'auth/user': 'The life of one account. Read by other services only.',
} as const
export type StreamKind = keyof typeof streamKinds
