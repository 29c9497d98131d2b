/** What the timeline shows, in order, out of what a room holds. */
import type { Message, Room } from '@parley/client'
import type { EventBody, EventFrame, Redacted } from '@parley/protocol'
import { sameDay } from './times.ts'

export type Entry = DayEntry | UnreadEntry | NoticeEntry | MessageEntry | GoneEntry

interface DayEntry {
  readonly kind: 'day'
  readonly key: string
  readonly at: number
}

/** Stands above the first message that had not been read when the room was opened. */
interface UnreadEntry {
  readonly kind: 'unread'
  readonly key: string
}

/** Something that happened to the room. What one person did to several in a row is one notice. */
export interface NoticeEntry {
  readonly kind: 'notice'
  readonly key: string
  readonly at: number
  readonly ev: NoticeName
  readonly by: string
  readonly users: readonly string[]
  readonly is: NoticeBody
}

/** What some notices say besides who did it to whom. */
export type NoticeBody = Partial<
  EventBody<'room.changed'> & Pick<EventBody<'role.changed'>, 'role'> & Pick<EventBody<'room.created'>, 'kind'>
>

export interface MessageEntry {
  readonly kind: 'message'
  readonly key: string
  readonly at: number
  readonly message: Message
  /** Whether it begins a run of messages of one author. */
  readonly first: boolean
}

/** A message that was taken back and has a thread, which stays. */
interface GoneEntry {
  readonly kind: 'gone'
  readonly key: string
  /** Its position. */
  readonly root: number
}

export interface TimelineSource {
  readonly kind: Room['kind']
  readonly events: readonly EventFrame[]
  readonly messages: readonly Message[]
  /** Whether the message at a position has a thread. */
  readonly hasThread?: ((seq: number) => boolean) | undefined
  /** The reader's cursor when the room was opened, where something was unread then. */
  readonly unreadAfter?: number | undefined
  readonly me: string
}

const noticeNames = ['room.created', 'member.joined', 'member.left', 'role.changed', 'room.changed'] as const
export type NoticeName = (typeof noticeNames)[number]

const redacted = 'redacted' satisfies Redacted['ev']

/** A pause after which the author is named again. */
const runMs = 5 * 60_000

export type Item = (NoticeEntry | Omit<MessageEntry, 'first'> | GoneEntry) & { readonly seq: number | undefined }

/** Entries that have been put together, to be gone on with. */
export interface Folded {
  readonly entries: Entry[]
  /** Where the mark of what is unread is still to come. */
  unreadAfter: number | undefined
}

export const entriesOf = (source: TimelineSource): Entry[] => {
  const folded: Folded = { entries: [], unreadAfter: source.unreadAfter }
  foldInto(folded, itemsOf(source), source.me)
  return folded.entries
}

/** Puts items behind what there is. */
export const foldInto = (folded: Folded, items: readonly Item[], me: string): void => {
  const { entries } = folded
  for (const item of items) {
    const last = lastTimed(entries)
    if (item.kind !== 'gone' && (!last || !sameDay(last.at, item.at)))
      entries.push({ kind: 'day', key: `day-${item.key}`, at: item.at })
    if (folded.unreadAfter !== undefined && isUnread(item, folded.unreadAfter, me)) {
      entries.push({ kind: 'unread', key: 'unread' })
      folded.unreadAfter = undefined
    }
    append(entries, item)
  }
}

/** In the order of the log; what is not sent yet comes last, in the order in which it was written. */
export const itemsOf = ({
  kind,
  events,
  messages,
  hasThread = () => false,
}: Pick<TimelineSource, 'kind' | 'events' | 'messages' | 'hasThread'>): Item[] =>
  [
    ...events.flatMap((event) => (event.ev === redacted ? goneOf(event, hasThread) : noticeOf(event, kind))),
    ...messages.map(messageItem),
  ].sort(bySeq)

const bySeq = (a: Item, b: Item): number => (a.seq ?? Number.MAX_VALUE) - (b.seq ?? Number.MAX_VALUE)

const messageItem = (message: Message): Item => ({
  kind: 'message',
  key: message.id,
  seq: message.seq,
  at: message.at,
  message,
})

const goneOf = ({ seq }: EventFrame, hasThread: (seq: number) => boolean): Item[] =>
  hasThread(seq) ? [{ kind: 'gone', key: `gone-${seq}`, root: seq, seq }] : []

/** The two people of a direct room do not join it: only that it began is worth a notice. */
const noticeOf = (event: EventFrame, kind: Room['kind']): Item[] => {
  const ev = noticeNames.find((name) => name === event.ev)
  if (!ev || (kind === 'direct' && ev !== 'room.created')) return []
  const { user, ...is } = event.is as Partial<EventBody<'member.left'>> & NoticeBody
  const by = event.by ?? user ?? ''
  const users = user ? [user] : []
  return [{ kind: 'notice', key: `seq-${event.seq}`, seq: event.seq, at: event.at, ev, by, users, is }]
}

const append = (entries: Entry[], { seq: _, ...entry }: Item): void => {
  const last = entries.at(-1)
  if (entry.kind === 'message') entries.push(messageEntry(entry, !continues(last, entry)))
  else if (entry.kind === 'gone') entries.push(entry)
  else if (last?.kind !== 'notice') entries.push(entry)
  else if (isOwnEntry(last, entry)) return
  else if (isSameDeed(last, entry)) entries[entries.length - 1] = { ...last, users: [...last.users, ...entry.users] }
  else entries.push(entry)
}

/** The same message gives the same entry, so that a view need not draw it again. */
const made = new WeakMap<Message, MessageEntry>()

const messageEntry = (entry: Omit<MessageEntry, 'first'>, first: boolean): MessageEntry => {
  const before = made.get(entry.message)
  if (before?.first === first) return before
  const entryNow = { ...entry, first }
  made.set(entry.message, entryNow)
  return entryNow
}

const continues = (last: Entry | undefined, { at, message }: Omit<MessageEntry, 'first'>): boolean =>
  last?.kind === 'message' && last.message.by === message.by && at - last.at < runMs

/** Whoever makes a room is in it as a matter of course. */
const isOwnEntry = (last: NoticeEntry, { ev, by, users }: NoticeEntry): boolean =>
  last.ev === 'room.created' && ev === 'member.joined' && last.by === by && users[0] === by

/** Whoever removes others and then leaves has not removed themselves. */
const isSameDeed = (a: NoticeEntry, b: NoticeEntry): boolean =>
  a.ev === b.ev && a.by === b.by && a.ev !== 'role.changed' && a.ev !== 'room.changed' && !b.users.includes(b.by)

const isUnread = (item: Item, after: number, me: string): boolean =>
  item.kind === 'message' && item.seq !== undefined && item.seq > after && item.message.by !== me

const lastTimed = (entries: readonly Entry[]): { readonly at: number } | undefined =>
  entries.findLast((entry) => 'at' in entry)
