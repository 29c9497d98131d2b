/**
 * Judges what happened to messages while parts of the platform failed: what every client was told and shown, against
 * what Postgres holds in the end. Takes time in proportion to what there is to judge.
 */
import { seenFaults } from './seen.ts'
import { standingFaults } from './standing.ts'
import { lostFaults, storedFaults, streamsOf } from './stored.ts'

/** A place in a stream. */
export interface Place {
  readonly on: string
  readonly seq: number
}

/** An event in a stream; `id` is the message's, where it is one, or that of its edit. */
export interface Event extends Place {
  readonly id?: string | undefined
  /** It was shown, or is held, without what it said. */
  readonly isRedacted?: boolean | undefined
}

/** An event in Postgres, also one that retention has removed since. Where it is redacted, `id` is left out if nobody knows it. */
export interface Stored extends Event {
  /** Whose words it is: of a message, an edit, a reaction. */
  readonly by?: string | undefined
  /** The position in the same stream of the message that it edits. */
  readonly edits?: number | undefined
  /** What somebody reacts with, to the message at a position in the same stream, or takes back of it. */
  readonly reacts?: { readonly seq: number; readonly emoji: string; readonly isAdded: boolean } | undefined
  /** How somebody votes in the poll at a position in the same stream, and how they did before. */
  readonly votes?: Votes | undefined
  /** The position of the poll that it closes. */
  readonly closes?: number | undefined
  /** It never counts as unread, whatever it says. */
  readonly isUncounted?: boolean | undefined
  /** The position in the same stream of the message that it takes back, and those of its edits. */
  readonly takesBack?: number | undefined
  readonly takesBackToo?: readonly number[] | undefined
  /** In the stream of a user: whom they hide by it, or show again. */
  readonly hides?: string | undefined
  readonly shows?: string | undefined
  /** Whom it brings into the room, or takes out of it. */
  readonly brings?: string | undefined
  readonly takes?: string | undefined
  /** Whom it lets manage the room. */
  readonly manages?: string | undefined
  /** Of the first event of a thread: the stream of its room; and who may ever have seen it, besides who managed that, where not all may. */
  readonly within?: string | undefined
  readonly only?: ReadonlySet<string> | undefined
  /** Of the first event of a room of a space: who sees it when all is over, and who ever managed its threads. */
  readonly ruled?: { readonly sees: ReadonlySet<string>; readonly leads: ReadonlySet<string> } | undefined
  /** Of an event of a space: the room that it tells of, to those alone who see that. */
  readonly about?: string | undefined
}

export interface Votes {
  readonly by: string
  readonly seq: number
  readonly answers: readonly number[]
  readonly before: readonly number[]
}

/**
 * A start that goes on from where the client was must name that place; one that breaks off says so with `anew`. `known`
 * is the head when it was decided what the client follows: who comes and goes in events up to there changes nothing
 * any more. Left out, it is `from` for a start anew, and for another nobody knows.
 */
export interface Start {
  readonly on: string
  readonly from: number
  readonly anew: boolean
  readonly known?: number | undefined
  /** Of the history in which it is. */
  readonly epoch?: number | undefined
}

/** A page of the history, ascending as it was answered. It does not move where the client stands. */
export interface Page {
  readonly on: string
  readonly page: readonly Event[]
  /** The head that the answer names: what was taken back up to there is. */
  readonly known?: number | undefined
  /** Whom the reader surely hid from before they asked until they were answered. */
  readonly hidden?: readonly string[] | undefined
}

/** What a client was shown, as it came. */
export type Sight =
  | Event
  | Start
  /** Follows the stream no more. */
  | { readonly on: string; readonly ended: true }
  | Page

export interface Client {
  readonly user: string
  readonly sights: Iterable<Sight>
  /** Whether it was there to the end, and so has to stand at the end. */
  readonly stayed: boolean
}

/** Where a fresh connection of somebody says that they stand in a room when all is over. */
export interface Standing {
  readonly user: string
  readonly on: string
  readonly head: number
  readonly read: number
  readonly unread: number
}

/** A move of a cursor that the server said it had made, with the position that it then told. */
export interface Moved {
  readonly user: string
  readonly on: string
  readonly read: number
}

/** Where the server said that a message is. */
export interface Acknowledged extends Place {
  readonly id: string
}

export interface History {
  /** The ids of all messages that anybody tried to send. */
  readonly tried: Iterable<string>
  /** Every answer, also repeated ones. */
  readonly acknowledged: Iterable<Acknowledged>
  /** All events of Postgres at the end, in any order. */
  readonly stored: Iterable<Stored>
  /** By name of the client. */
  readonly seen: ReadonlyMap<string, Client>
  readonly moved?: Iterable<Moved> | undefined
  /** All rooms of all users who have a client; left out where nobody asked. */
  readonly standings?: Iterable<Standing> | undefined
}

export type FaultKind =
  /** Acknowledged, and not in Postgres at the place that was told. */
  | 'lost'
  /** Seen without the event before it, or a place in Postgres without the place before it. */
  | 'gap'
  /** One message at two places, or one event shown twice. */
  | 'repeated'
  /** Shown after an event that comes behind it. */
  | 'disorder'
  /** Shown or stored, and nobody tried to send it; or shown, and not what Postgres holds there. */
  | 'phantom'
  /** A client, or somebody's list of rooms, that does not stand at the end when all is over. */
  | 'divergence'
  /** Shown to somebody who was not in the room, or whose stream it is not. */
  | 'leak'
  /** Shown with what it said to a reader who hides its author, or after it was taken back. */
  | 'unhidden'
  /** Shown without what it said, though it was not taken back and the reader never hid its author. */
  | 'withheld'
  /** A number of unread messages that is not that of the messages after the cursor. */
  | 'unread'
  /** A cursor past the end of the room, before where its owner came in, or back from where it had been moved. */
  | 'cursor'

export interface Fault extends Event {
  readonly fault: FaultKind
  readonly client?: string
  /** Whose standing it is. */
  readonly user?: string
}

/** Everything that is wrong; nothing where every promise was kept. */
export const faultsIn = (history: History): Fault[] => {
  const streams = streamsOf(history.stored)
  return [
    ...storedFaults(streams, new Set(history.tried)),
    ...lostFaults(streams, history.acknowledged),
    ...[...history.seen].flatMap(([name, client]) => [...seenFaults(streams, name, client)]),
    ...standingFaults(streams, history),
  ]
}
