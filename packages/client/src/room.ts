import type { EventFrame, Output } from '@parley/protocol'
import type { Member } from './members.ts'
import type { Message } from './messages.ts'
import type { Sent } from './outbox.ts'

/** A conversation that one is in. Its values are always those of now; `parley.subscribe` tells when they change. */
export interface Room {
  readonly id: string
  readonly kind: Output<'room.get'>['kind']
  /** A group's name; of a direct room, the other person's. */
  readonly name: string
  /** One's own. */
  readonly role: Output<'room.get'>['role']
  /** Position of the newest event known of. */
  readonly head: number
  /** The cursor: everything up to here has been read, on whichever device. */
  readonly read: number
  readonly unread: number
  /**
   * Those who have been in it longest, and whoever has come since; empty until `load`, and kept true from then on.
   * `loadMembers` has the others. The same array until something changes.
   */
  readonly members: readonly Member[]
  /** How many members there are, loaded or not; 0 until `load`. */
  readonly memberCount: number
  /** What is loaded: ascending, without a gap, up to the newest. The same array until something changes. */
  readonly events: readonly EventFrame[]
  /** Sent ones by position, then those on their way in sending order. The same array until something changes. */
  readonly messages: readonly Message[]

  /** Loads the first members and where one stands. */
  load(): Promise<void>
  /** Loads a page of members behind those that are loaded. False when there are no more. */
  loadMembers(): Promise<boolean>
  /** Brings people in, as many as one likes: a hundred at a time. */
  add(users: readonly string[]): Promise<void>
  /** Loads a page of history before what is loaded. False when there is nothing older. */
  loadOlder(limit?: number): Promise<boolean>
  /** Moves the cursor to the newest event that has come. */
  markRead(): Promise<void>

  /**
   * Sends a message, which is in `messages` from now on. Resolves when the server has it, however long that takes;
   * rejects when it is refused for good (the message is `failed` then) or when the connection has ended. Need not be
   * awaited.
   */
  send(text: string): Promise<Sent>
  /** Sends a failed message again, behind those on their way. */
  retry(id: string): Promise<Sent>
  /** Forgets a failed message. */
  discard(id: string): void
}
