import type { EventFrame, Input, Output } from '@parley/protocol'
import type { Reactors } from './deeds.ts'
import type { Draft } from './draft.ts'
import type { Excerpt } from './excerpt.ts'
import type { Preference, PreferenceChange } from './keeping.ts'
import type { Member } from './members.ts'
import type { Aside } from './mentions.ts'
import type { Message, Thread } from './messages.ts'
import type { Receipt } from './receipts.ts'
import type { Sent } from './unsent.ts'

/** What a group may be called, what it may be about, and what may be set of it; what is not given stays. */
export type RoomChange = Omit<Input<'room.change'>, 'room'>

/** How long an invitation lets people in (`expires_in_ms`, 0 until it is revoked), how many (`uses`), and whether with `approval`. */
export type InviteTerms = Omit<Extract<Input<'invite.create'>, { room: string }>, 'room'>

/** A moment ahead: `at` a time by the clock of the server, or `in_ms` from now. */
export type When = Input<'schedule.create'>['when']

/** `multiple`: one may choose several answers. `closes`: until when one may vote, at most 32 days ahead. */
export type PollTerms = Pick<Input<'poll.create'>, 'multiple' | 'closes'>

/** A new invitation: its `code` is told here and never again. */
export type Invite = Output<'invite.create'>

/** The rooms that a message went to (`sent`), and those that it did not go to, each with why (`refused`). */
export type Forwarded = Output<'message.forward'>

/** What a message replies to, and what else it says. */
export interface SendOptions extends Aside {
  /** Position of a message. */
  readonly reply?: number | undefined
}

/** Which events of a snapshot: so many (`limit`) `before` a position; and `joined_after` which member its members go on. */
export type SnapshotPage = Omit<Input<'room.snapshot'>, 'room' | 'seq'>

/** A room as it was. */
export interface RoomSnapshot extends Omit<Output<'room.snapshot'>, 'events' | 'states'> {
  /** Those among its events, as they were then. */
  readonly messages: readonly Message[]
}

/** `owner`, `admin` or `member`; what else a newer server may say counts as `member`. */
export type Role = Input<'role.set'>['role']

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
  /** `direct` with one other person, `group`, or `thread`: one that `parley.openRoom` gave. */
  readonly kind: Output<'room.get'>['kind']
  /** A group's name; of a direct room, the other person's. */
  readonly name: string
  /** What a group is about, in one line; empty where nothing is said. */
  readonly topic: string
  /** One's own: `owner`, `admin` or `member`. */
  readonly role: Role
  /** Position of the newest event known of. */
  readonly head: number
  /** The cursor: everything up to here has been read, on whichever device. */
  readonly read: number
  /** How many messages came after that; with those from the mark on, where it is marked unread. */
  readonly unread: number
  /** How many of those mention one, counted up to a hundred. */
  readonly mentions: number
  /** Who may mention everybody in a group: its owner and `admins`, or all `members`. */
  readonly mentionAll: NonNullable<Output<'room.get'>['mention_all']>
  /** Who may say something in a group: all `members`, or its owner and `admins` alone. */
  readonly posting: NonNullable<Output<'room.get'>['posting']>
  /**
   * How long a member waits from one message to the next, in seconds; 0 for not at all, as the owner and admins. What comes too early
   * is refused with SLOW_MODE, and `parley.call('room.get', …)` says in `wait_ms` how long it is still.
   */
  readonly slowSeconds: number
  /** After how many hours what is said there is removed; 0: never. */
  readonly keepHours: number
  /** Whether pinned messages stay then. */
  readonly keepPins: boolean
  /** Whether what is said in its threads stays then. */
  readonly keepThreads: boolean
  /** What its members see of what was said before they came in: `all`, or nothing, as they see it `since_joining`. */
  readonly newcomers: NonNullable<Output<'room.get'>['newcomers']>
  /** What stands up to this position is no longer held, or not for oneself who came later. 0 where that is not so, or not known yet. */
  readonly floor: number
  /** How a group looks: the name of a theme. Take one that you do not know for `plain`. */
  readonly theme: NonNullable<Output<'room.get'>['theme']>
  /** The file that is its picture, empty for none: `linksTo({ file, room })` of the entry for files gets at it. `change` takes an image of one's own. */
  readonly picture: string
  /** Whether one has marked it unread. Reading it on, or sending, takes the mark away. */
  readonly markedUnread: boolean
  /** All that one keeps about it, as the server has it. The same object until it is another. */
  readonly preference: Preference
  /** Whether it stands before others. */
  readonly favourite: boolean
  /** What of it is worth a notification: `all`, `mentions` or `none`. */
  readonly level: Preference['level']
  /** Whether it is quiet now. That a while of it is over shows by itself. */
  readonly muted: boolean
  /** Whether it is left out of one's list, until something comes or one reads or sends something there. */
  readonly hidden: boolean
  /** What one has written and not sent, on whatever device. The same object until it is another. */
  readonly draft: Draft
  /**
   * Those who have been in it longest, and whoever has come since; empty until `load`, and kept true from then on.
   * `loadMembers` has the others. The same array until something in it changes, and who is as before is the same object.
   */
  readonly members: readonly Member[]
  /** How many members there are, loaded or not; 0 until `load`. */
  readonly memberCount: number
  /** What is loaded: ascending, without a gap, up to the newest. The same array until something changes. */
  readonly events: readonly EventFrame[]
  /** The newest event, whether any is loaded or not; undefined where it is not known, such as one of several thousand bytes. */
  readonly newest: EventFrame | undefined
  /**
   * Sent ones by position, then those on their way in sending order. The same array until something in it changes, and what is
   * as before is the same object.
   */
  readonly messages: readonly Message[]

  /**
   * Events around a position that `jumpTo` was asked for, where they do not reach what is loaded. Nothing where they do, and where
   * nobody has jumped.
   */
  readonly excerpt: Excerpt | undefined

  /**
   * Who types (ids), oneself left out; who began first comes first. Each stays for ten seconds, or until their message comes. In a
   * large room they are some of those who do. The same array until somebody begins or stops.
   */
  readonly typing: readonly string[]

  /**
   * How far those have read who let others see it (`receipt.allow`): nobody until `loadReceipts`, or until somebody reads on. In rooms
   * of at most fifty members it is kept true. The same array until somebody has read on.
   */
  readonly receipts: readonly Receipt[]

  /** Loads how far those have read who let others see it. */
  loadReceipts(): Promise<void>
  /** Loads the first members and where one stands. Rejects as `parley.call` does, like everything below. */
  load(): Promise<void>
  /** Loads a page of members behind those that are loaded. False when there are no more. */
  loadMembers(): Promise<boolean>
  /** Brings people (ids) in, as many as one likes: a hundred at a time. */
  add(users: readonly string[]): Promise<void>
  /** Changes the name or the topic of a group, or what is set of it. */
  change(wanted: RoomChange): Promise<void>
  /** Gives a member another role. Who makes somebody else the owner is an admin from then on. */
  setRole(user: string, role: Role): Promise<void>
  /** Makes an invitation to a group: `parley.acceptInvite` comes in by its `code`. */
  invite(terms?: InviteTerms): Promise<Invite>
  /** Deletes a group with all that was said in it, for everybody and for good. */
  delete(): Promise<void>
  /**
   * Loads a page of history before what is loaded: 50 events, or `limit`, which is at most 200. False when there is nothing
   * older.
   */
  loadOlder(limit?: number): Promise<boolean>
  /**
   * The message at a position, as far as it is loaded, and kept true: nothing where it is not, was taken back, or its author is
   * hidden. The same object until something in it changes.
   */
  message(seq: number): Message | undefined
  /** The thread of the message at a position, also where that was taken back; as far as it is loaded. */
  threadAt(seq: number): Thread | undefined
  /** Loads one message, wherever it stands: what another replies to, say. Gives what `message` has from then on. */
  loadMessage(seq: number): Promise<Message | undefined>
  /**
   * Goes to a position, or to the first event at a moment or later: loads what surrounds it, 50 events or `limit`, which is at most
   * 200. Gives the position. It is among `events` then where they reach it, and else in `excerpt`, from where one goes on in both
   * directions.
   */
  jumpTo(where: number | Date, limit?: number): Promise<number>
  /** Forgets the excerpt: back to the newest. */
  leaveExcerpt(): void
  /**
   * Moves the cursor on to a position. Not given: to the newest event that has come, which takes a mark of `markUnread` away
   * also where all was read.
   */
  markRead(upTo?: number): Promise<void>
  /** Marks it unread from a message on (its `seq`), on all devices. Not given: from the last message. */
  markUnread(seq?: number): Promise<void>
  /** Changes what one keeps about it on all devices: the members that are given, and no others. */
  keep(change: PreferenceChange): Promise<void>
  /**
   * Says what one has written and not sent. Call it at each letter, and with an empty text when it was sent: it is saved once in some
   * seconds, on all devices. What another device has written meanwhile is not lost: it stands before what was written here.
   */
  writeDraft(text: string, reply?: number): void
  /** Saves it now, for whoever looks elsewhere. Resolves also where the server cannot be reached: it is saved later then. */
  saveDraft(): Promise<void>

  /**
   * Sends a message of 1 to 4,000 characters of markdown, which is in `messages` from now on. Resolves when the server has
   * it, however long that takes; rejects when it is refused for good (the message is `failed` then) or when the connection
   * has ended. Need not be awaited.
   */
  send(text: string, options?: SendOptions): Promise<Sent>
  /**
   * Sends a message later, at most 365 days ahead; gives its id. `parley.call` has `schedule.list`, `schedule.change` and
   * `schedule.cancel`. That it could not be sent is told by the event `schedule.failed`.
   */
  sendLater(text: string, when: When, options?: Omit<SendOptions, 'files'>): Promise<string>
  /**
   * Sends what a message of this room says now to other rooms, 1 to 10, given by their ids; it stays so, whatever becomes of the first.
   * One that refuses does not stop the others.
   */
  forward(seq: number, ...rooms: readonly string[]): Promise<Forwarded>
  /** Asks a question that is answered by votes: of at most 300 characters, with 2 to 10 answers of at most 55. */
  ask(question: string, answers: readonly string[], terms?: PollTerms): Promise<void>
  /** Votes in a poll for the answers at these places, from 0, in place of what one has voted before; none takes the vote back. */
  vote(seq: number, ...answers: readonly number[]): Promise<void>
  /** Ends a poll: its author may, and who may take back what others have said. */
  closePoll(seq: number): Promise<void>
  /** Keeps a message at hand for oneself: `parley.call` has `bookmark.list`. */
  bookmark(seq: number): Promise<void>
  /** Keeps it at hand for oneself no longer. */
  unbookmark(seq: number): Promise<void>
  /**
   * Tells the others that one types. Call it at each letter: it is said once in some seconds, while there is a connection. It ends by
   * itself, and with one's message.
   */
  startTyping(): void
  /** Sends a failed message again, behind those on their way. RangeError where no failed one has this id. */
  retry(id: string): Promise<Sent>
  /** Forgets a failed message. RangeError where no failed one has this id. */
  discard(id: string): void

  /** Has a message of one's own say something else. What becomes of messages is in `messages`, like below. */
  edit(seq: number, text: string): Promise<void>
  /** Takes back messages by their positions, as many as one likes: one's own, and as owner of a group those of others. */
  deleteMessages(...seqs: readonly number[]): Promise<void>
  /** Reacts to a message with an emoji. */
  react(seq: number, emoji: string): Promise<void>
  /** Takes back a reaction of one's own. */
  unreact(seq: number, emoji: string): Promise<void>
  /** Who has reacted with an emoji, in their order: a page, behind the one who was `added` last of the page before. */
  loadReactors(seq: number, emoji: string, after?: number): Promise<Reactors>
  /** Keeps a message at hand for everybody: the owner of a group may, and both people of a direct room. */
  pin(seq: number): Promise<void>
  /** Keeps it at hand no longer. */
  unpin(seq: number): Promise<void>
  /** The messages that are kept at hand, the one that was pinned last first, as they are now. */
  loadPins(): Promise<Message[]>
  /** The room as it was at a position, as far as one may see it now: its last events up to there, who was in it, and what it was called. */
  snapshot(seq: number, page?: SnapshotPage): Promise<RoomSnapshot>
}
