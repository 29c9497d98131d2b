/** What was said by whom, told by the texts: each begins with the name of who said it, and ends with a number that grows. */
import type { Acknowledged, Stored } from '../history/history.ts'
import type { Person } from './person.ts'
import { type PollStand, pollsIn, tellPoll } from './polled.ts'
import type { Records } from './records.ts'
import type { Rights } from './rights.ts'

/** What the messages of a room say now, in order, as somebody sees them who hides these. */
export const textsIn = (stored: readonly Stored[], room: string, hidden: ReadonlySet<string>): string[] => {
  const texts = new Map<number, string>()
  for (const { on, seq, id, by, edits, isRedacted } of stored) {
    if (on !== `chat/room/${room}` || id === undefined || isRedacted || hidden.has(by ?? '')) continue
    if (edits === undefined || texts.has(edits)) texts.set(edits ?? seq, id)
  }
  return [...texts.values()]
}

/** Of each message how many have reacted with what, as somebody sees it who hides these, and how the votes of all stand; in words, by position. */
export const statesIn = (
  stored: readonly Stored[],
  room: string,
  hidden: ReadonlySet<string>,
): ReadonlyMap<number, string> => {
  const own = stored.filter(({ on }) => on === `chat/room/${room}`)
  const people = new Map<number, Map<string, Set<string>>>()
  for (const { by = '', reacts } of own) {
    if (!reacts || hidden.has(by)) continue
    const ofMessage = people.get(reacts.seq) ?? new Map<string, Set<string>>()
    const others = ofMessage.get(reacts.emoji) ?? new Set()
    if (reacts.isAdded) others.add(by)
    else others.delete(by)
    people.set(reacts.seq, ofMessage.set(reacts.emoji, others))
  }
  const polls = pollsIn(own)
  const told = [...new Set([...people.keys(), ...polls.keys()])].map((seq) => {
    const counts = [...(people.get(seq) ?? [])].map(([emoji, { size }]) => ({ emoji, count: size }))
    return [seq, tellState(counts, polls.get(seq))] as const
  })
  return new Map(told)
}

interface Counted {
  readonly emoji: string
  readonly count: number
}

export const tellState = (reactions: readonly Counted[], poll?: PollStand): string =>
  [
    ...reactions.filter(({ count }) => count > 0).map(({ emoji, count }) => `${emoji} ${count}`),
    ...(poll ? tellPoll(poll) : []),
  ]
    .toSorted()
    .join(', ')

/** Where somebody edits what they have said. */
export const penOf = ({ name }: Pick<Person, 'name'>): string => `${name}'s pen`

/** Where they have something sent later. */
export const clockOf = ({ name }: Pick<Person, 'name'>): string => `${name}'s clock`

/** Whom somebody hides when all is over. */
export const hiddenBy = (stored: readonly Stored[], user: string): Set<string> => {
  const hidden = new Set<string>()
  for (const { on, hides, shows } of stored) {
    if (on !== `chat/user/${user}`) continue
    if (hides !== undefined) hidden.add(hides)
    if (shows !== undefined) hidden.delete(shows)
  }
  return hidden
}

/** By their places, which have another message in each epoch. */
const idsByPlace = (acknowledged: readonly Acknowledged[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const known = new Map<string, Set<string>>()
  for (const { on, seq, id } of acknowledged) {
    const place = `${on} ${seq}`
    known.set(place, (known.get(place) ?? new Set()).add(id))
  }
  return known
}

/** Whether it cannot be told which of several messages, each acknowledged in an epoch of its own, was taken back at its place. */
export const unclearIn = (stored: readonly Stored[], acknowledged: readonly Acknowledged[]) => {
  const known = idsByPlace(acknowledged)
  const gone = new Set(stored.flatMap(({ on, seq, isRedacted }) => (isRedacted ? [`${on} ${seq}`] : [])))
  return ({ on, seq }: Acknowledged): boolean => gone.has(`${on} ${seq}`) && (known.get(`${on} ${seq}`)?.size ?? 0) > 1
}

/** With the texts of what was taken back, as far as one alone was acknowledged there. */
const withTexts = (stored: readonly Stored[], acknowledged: readonly Acknowledged[]): Stored[] => {
  const known = idsByPlace(acknowledged)
  return stored.map((event) => {
    const [id, other] = event.isRedacted ? [...(known.get(`${event.on} ${event.seq}`) ?? [])] : []
    return id !== undefined && other === undefined ? { ...event, id } : event
  })
}

/** Of a room that was made on a server that is lost, which alone knew who sees it. */
const lost = { sees: new Set<string>(), leads: new Set<string>() }

/** With what is known besides of what was taken back, of the threads, and of the rooms of the space. */
export const asKnown = (
  stored: readonly Stored[],
  { acknowledged, threads, space }: Records,
  rights: Rights,
): Stored[] => {
  const byStream = new Map(threads.map((thread) => [thread.on, thread]))
  const ruled = new Set(space?.rooms.map(({ on }) => on))
  return withTexts(stored, acknowledged).map((event) => {
    const { within, only } = byStream.get(event.on) ?? {}
    if (event.seq === 1 && ruled.has(event.on)) return { ...event, ruled: rights.standingIn(event.on) ?? lost }
    return event.seq === 1 && within !== undefined ? { ...event, within, only } : event
  })
}

/** An app sends the messages of a room in the order given. */
export const outOfOrder = (stored: readonly Stored[], { app }: Person): string[] => {
  const last = new Map<string, number>()
  return stored.flatMap(({ on, id }) => {
    if (!id?.startsWith(`${app.name} #`)) return []
    const number = Number(id.slice(id.lastIndexOf('#') + 1))
    const isRight = number > (last.get(on) ?? -1)
    last.set(on, number)
    return isRight ? [] : [`${id} stands behind a message that ${app.name} sent later`]
  })
}

/** Who has been taken out of a room says nothing in it any more. */
export const saidFromOutside = (stored: readonly Stored[], { name, user, app, bot }: Person): string[] => {
  const own = [app.name, bot.name, `${name}'s script`, penOf({ name }), clockOf({ name })]
  const outside = new Set<string>()
  return stored.flatMap(({ on, id, brings, takes }) => {
    if (takes === user) outside.add(on)
    if (brings === user) outside.delete(on)
    const isOwn = own.some((who) => id?.startsWith(`${who} #`))
    return isOwn && outside.has(on) ? [`${id} stands behind the event that took ${name} out of the room`] : []
  })
}
