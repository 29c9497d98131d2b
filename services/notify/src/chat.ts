/** What chat tells: messages, what becomes of them, and what concerns one user. */
import type { Bus, ConfigTable, Kit, Told } from '@parley/service-kit'
import type { NoticeQuestion, Notices } from '@parley/wire'
import { type Act, perform } from './acts.ts'
import { askNotices, askThere, type There } from './asking.ts'
import { actsOf, type MessageEvent, PlainRooms, questionOf, roomOf } from './messages.ts'
import type { Terms } from './raising.ts'

const kinds = [
  'message.sent',
  'message.edited',
  'message.deleted',
  'author.hidden',
  'room.left',
  'room.joined',
  'room.invited',
  'room.declined',
  'reaction.added',
  'reminder.due',
  'reminder.changed',
  'reminder.removed',
  'space.left',
  'space.timed_out',
  'schedule.failed',
  'schedule.changed',
  'schedule.ended',
] as const
type Ev = Told<(typeof kinds)[number]>

interface Found {
  readonly notices: ReadonlyMap<Ev, readonly [NoticeQuestion, Notices]>
  readonly there: There
}

const isMessage = (event: Ev): event is MessageEvent => event.ev === 'message.sent' || event.ev === 'message.edited'

const asker = (bus: Bus) => {
  const plain = new PlainRooms()
  return async (events: readonly Ev[]): Promise<Found> => {
    const asked = events.filter(isMessage).flatMap((event) => {
      const question = questionOf(event, plain)
      return question ? [{ event, question }] : []
    })
    const told = await askNotices(
      bus,
      asked.map(({ question }) => question),
    )
    const notices = new Map<Ev, readonly [NoticeQuestion, Notices]>()
    asked.forEach(({ event, question }, place) => {
      const found = told[place] ?? { of: [] }
      plain.note(question.room, found)
      notices.set(event, [question, found])
    })
    const people = told.flatMap(({ of }) => of.map(([user]) => user))
    return { notices, there: await askThere(bus, people) }
  }
}

type InRoom = `message.${string}` | 'reaction.added'
type Translate<E extends Ev['ev']> = (event: Extract<Ev, { ev: E }>, person: string) => readonly Act[]

const reminder = (person: string, id: string, at: number): Act => ({
  settle: { kind: 'reminder', of: id, before: at },
  to: 'resolved',
  person,
})
const schedule = (person: string, id: string, at: number): Act => ({
  settle: { kind: 'system', of: id, before: at },
  to: 'resolved',
  person,
})

/** In the streams of users. What is settled is what was there before: events may come again, long after. */
const ofUser: { readonly [E in Exclude<Ev['ev'], InRoom>]: Translate<E> } = {
  'author.hidden': ({ is: { user }, at }, person) => [{ settle: { by: user, before: at }, to: 'removed', person }],
  'room.left': ({ is: { room }, at }, person) => [{ settle: { room, before: at }, to: 'removed', person }],
  'room.joined': ({ is: { room }, at }, person) => [
    { settle: { kind: 'room', of: room, before: at }, to: 'resolved', person },
  ],
  'room.declined': ({ is: { room }, at }, person) => [
    { settle: { kind: 'room', of: room, before: at }, to: 'resolved', person },
  ],
  'room.invited': ({ is: { room }, by, at }, person) => [
    { raise: { person, kind: 'room', source: `invited ${room} ${at}`, at, of: room, ...(by ? { by } : {}) } },
  ],
  'reminder.due': ({ is: { id }, at }, person) => [
    { raise: { person, kind: 'reminder', source: `reminder ${id} ${at}`, at, of: id } },
  ],
  'reminder.changed': ({ is: { id }, at }, person) => [reminder(person, id, at)],
  'reminder.removed': ({ is: { id }, at }, person) => [reminder(person, id, at)],
  'space.left': ({ is: { space }, by, at }, person) =>
    by === undefined || by === person
      ? []
      : [{ raise: { person, kind: 'moderation', source: `left ${space} ${at}`, at, of: space } }],
  'space.timed_out': ({ is: { space, muted_until }, at }, person) =>
    muted_until === undefined
      ? []
      : [{ raise: { person, kind: 'moderation', source: `timed out ${space} ${at}`, at, of: space } }],
  'schedule.failed': ({ is: { id }, at }, person) => [
    { raise: { person, kind: 'system', source: `schedule ${id} ${at}`, at, of: id } },
  ],
  'schedule.changed': ({ is: { id }, at }, person) => [schedule(person, id, at)],
  'schedule.ended': ({ is: { id }, at }, person) => [schedule(person, id, at)],
}

/** Whoever says something in a room has read what was said before: so does chat say, too, of messages that do not come here. */
const readBy = ({ ev, by, on, seq }: MessageEvent): readonly Act[] =>
  ev === 'message.sent' && by !== undefined ? [{ read: { person: by, room: roomOf(on), read: seq } }] : []

/** Whoever reacts to a message has seen it. */
const reactedBy = ({ on, by, is: { seq } }: Told<'reaction.added'>): readonly Act[] =>
  by === undefined ? [] : [{ settle: { room: roomOf(on), exactly: seq }, to: 'resolved', person: by }]

const actsOfEvent = (event: Ev, { notices, there }: Found): readonly Act[] => {
  if (isMessage(event)) {
    const [question, found] = notices.get(event) ?? []
    return [...(question && found ? actsOf(question, event.at, found, there) : []), ...readBy(event)]
  }
  if (event.ev === 'reaction.added') return reactedBy(event)
  if (event.ev === 'message.deleted') return [{ work: { room: roomOf(event.on), message: event.is.seq } }]
  return (ofUser[event.ev] as Translate<Ev['ev']>)(event, roomOf(event.on))
}

export const followChat = (
  { project, bus }: Pick<Kit<ConfigTable>, 'project' | 'bus'>,
  terms: Terms,
  noted: () => void,
) =>
  project({
    owner: 'chat',
    name: 'inbox',
    version: 1,
    kinds,
    ask: asker(bus),
    apply: async (tx, events, found) => {
      const acts = events.flatMap((event) => actsOfEvent(event, found))
      await perform(tx, acts, terms)
      return acts.some((act) => 'work' in act) ? noted : undefined
    },
  })
