/** What the events of somebody's own stream make of what they keep for themselves. */
import type { Stored } from './room.ts'

export interface Own {
  readonly hides: Set<string>
  readonly preferences: Map<string, object>
  /** Position of the event that added it, by room and position. */
  readonly bookmarks: Map<string, number>
  readonly scheduled: Map<string, object>
  readonly reminders: Map<string, object>
  allows: boolean
  /** The last word about following a thread, by thread: also that its room was left. */
  readonly follows: Map<string, { readonly is: boolean; readonly at: number }>
  /** When they first began to follow a thread other than by a post. */
  readonly began: Map<string, number>
  /** When they were last taken out of a room. */
  readonly left: Map<string, number>
}

/** Of a thread, its room. */
export type Parents = ReadonlyMap<string, string>

const leave = (own: Own, left: string, at: number, parents: Parents): void => {
  own.left.set(left, at)
  own.preferences.delete(left)
  const isIn = (room: string) => room === left || parents.get(room) === left
  for (const place of own.bookmarks.keys()) if (isIn(place.split('/')[0] as string)) own.bookmarks.delete(place)
  for (const thread of parents.keys()) if (isIn(thread)) own.follows.set(thread, { is: false, at })
}

const cases: Readonly<Record<string, (own: Own, event: Stored, parents: Parents) => unknown>> = {
  'room.joined': () => {},
  'room.left': (own, { at, is }, parents) => leave(own, is.room, at, parents),
  'author.hidden': ({ hides }, { is }) => hides.add(is.user),
  'author.shown': ({ hides }, { is }) => hides.delete(is.user),
  'preference.changed': ({ preferences }, { is: { room, ...kept } }) => preferences.set(room, kept),
  'bookmark.added': ({ bookmarks }, { seq, is }) => bookmarks.set(`${is.room}/${is.seq}`, seq),
  'bookmark.removed': ({ bookmarks }, { is }) => bookmarks.delete(`${is.room}/${is.seq}`),
  'schedule.changed': ({ scheduled }, { is: { room, id, due } }) => scheduled.set(`${room}/${id}`, { due }),
  'schedule.failed': ({ scheduled }, { is: { room, id, failed } }) =>
    scheduled.set(`${room}/${id}`, { ...scheduled.get(`${room}/${id}`), failed }),
  'schedule.ended': ({ scheduled }, { is: { room, id } }) => scheduled.delete(`${room}/${id}`),
  'reminder.changed': ({ reminders }, { is: { id, due } }) => reminders.set(id, { due }),
  'reminder.due': ({ reminders }, { is: { id } }) => reminders.set(id, { ...reminders.get(id), rung: true }),
  'reminder.removed': ({ reminders }, { is: { id } }) => reminders.delete(id),
  'preview.shown': () => {},
  'receipt.allowed': (own, { is }) => {
    own.allows = is.allowed
  },
  'thread.followed': (own, { at, is }) => {
    own.follows.set(is.room, { is: true, at })
    if (!own.began.has(is.room)) own.began.set(is.room, at)
  },
  'thread.unfollowed': (own, { at, is }) => own.follows.set(is.room, { is: false, at }),
  'message.returned': () => {},
}

export const readOwn = (events: readonly Stored[], parents: Parents): Own => {
  const own: Own = {
    hides: new Set(),
    preferences: new Map(),
    bookmarks: new Map(),
    scheduled: new Map(),
    reminders: new Map(),
    allows: false,
    follows: new Map(),
    began: new Map(),
    left: new Map(),
  }
  for (const event of events) {
    const meaning = cases[event.ev]
    if (!meaning) throw new Error(`nothing says what ${event.ev} means to its reader`)
    meaning(own, event, parents)
  }
  return own
}
