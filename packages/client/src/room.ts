import type { EventFrame, Output } from '@parley/protocol'
import type { Member } from './members.ts'
import type { Message } from './messages.ts'
import type { Sent } from './outbox.ts'

/** A conversation that one is in. Its values are always those of now; `subscribe` tells when they change. */
export interface Room {
  /**
   * Calls the listener after visible changes of this room, once for all that happen in one go; the function it gives ends
   * that. What happens in other rooms is none. With a value of the room it fits React's `useSyncExternalStore`.
   */
  readonly subscribe: (listener: () => void) => () => void
  /** A number that grows with each visible change of this room. */
  readonly version: number
  /** UUID. */
  readonly id: string
  /** The stream of its events, as their `on` and `parley.position` name it. */
  readonly on: string
  /** `direct` with one other person, or `group`. */
  readonly kind: Output<'room.get'>['kind']
  /** A group's name; of a direct room, the other person's. */
  readonly name: string
  /** One's own: `owner` or `member`. */
  readonly role: Output<'room.get'>['role']
  /** Position of the newest event known of. */
  readonly head: number
  /** The cursor: everything up to here has been read, on whichever device. */
  readonly read: number
  /** How many messages came after that. */
  readonly unread: number
  /**
   * Those who have been in it longest, and whoever has come since; empty until `load`, and kept true from then on.
   * `loadMembers` has the others. The same array until something in it changes, and who is as before is the same object.
   */
  readonly members: readonly Member[]
  /** How many members there are, loaded or not; 0 until `load`. */
  readonly memberCount: number
  /** What is loaded: ascending, without a gap, up to the newest. The same array until something changes. */
  readonly events: readonly EventFrame[]
  /**
   * Sent ones by position, then those on their way in sending order. The same array until something in it changes, and what is
   * as before is the same object.
   */
  readonly messages: readonly Message[]

  /** Loads the first members and where one stands. Rejects as `parley.call` does, like everything below. */
  load(): Promise<void>
  /** Loads a page of members behind those that are loaded. False when there are no more. */
  loadMembers(): Promise<boolean>
  /** Brings people (ids) in, as many as one likes: a hundred at a time. */
  add(users: readonly string[]): Promise<void>
  /**
   * Loads a page of history before what is loaded: 50 events, or `limit`, which is at most 200. False when there is nothing
   * older.
   */
  loadOlder(limit?: number): Promise<boolean>
  /** Moves the cursor to the newest event that has come. */
  markRead(): Promise<void>

  /**
   * Sends a message of 1 to 4,000 characters of markdown, which is in `messages` from now on. Resolves when the server has
   * it, however long that takes; rejects when it is refused for good (the message is `failed` then) or when the connection
   * has ended. Need not be awaited.
   */
  send(text: string): Promise<Sent>
  /** Sends a failed message again, behind those on their way. RangeError where no failed one has this id. */
  retry(id: string): Promise<Sent>
  /** Forgets a failed message. RangeError where no failed one has this id. */
  discard(id: string): void
}
