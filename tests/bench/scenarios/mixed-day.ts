import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import { atOnce } from '../../setup/at-once.ts'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { type Asker, contactsOf, openAsker } from '../load/asker.ts'
import { meter, partsPer, type Usage } from '../load/usage.ts'
import { defineScenario, figureOf, nothingLost } from './scenario.ts'

interface Size {
  readonly people: number
  /** Whom each of them watches; they watch each other. */
  readonly contacts: number
  /** What people do, all together. */
  readonly deedsPerSecond: number
  /** Who says something else of themselves, or comes back to their device, all together. */
  readonly changesPerSecond: number
  readonly seconds: number
  /** Within which the last of it has come to all. */
  readonly settleMs: number
}

const gateways = 2
const share = 'share of presence of server CPU, %'
const mostShare = 10

/** What all clients have got. */
interface Got {
  messages: number
  changes: number
  notifications: number
}

interface Place {
  readonly room: string
  /** Those who get what is said there. */
  readonly readers: number
  /** Whom to mention: the neighbour of whoever says it. */
  readonly isOfSpace: boolean
}

interface Sitting extends Asker {
  readonly person: Person
  /** Their direct room, and the room of their space. */
  readonly direct: Place
  readonly space: Place
}

const makeDirect = async ({ post }: Parley, one: Person, other: Person): Promise<Place> => {
  const { room } = await post('direct.send', { user: other.user, id: uuid7(), text: 'Hello' }, one)
  return { room, readers: 2, isOfSpace: false }
}

const makeSpace = async ({ post }: Parley, [owner, ...others]: readonly Person[]): Promise<Place> => {
  const { space } = await post('space.create', { name: 'Town' }, owner as Person)
  const { room } = await post('room.create', { kind: 'text', space, name: 'square' }, owner as Person)
  const { code } = await post('invite.create', { space }, owner as Person)
  await atOnce(others, 20, (person) => post('invite.accept', { code }, person))
  return { room, readers: others.length + 1, isOfSpace: true }
}

/** Half of the people in each of two spaces, and each with somebody of the other one in a direct room. */
const seatAll = async (parley: Parley, people: readonly Person[], got: Got): Promise<Sitting[]> => {
  const isIn = (side: number) => (_: Person, place: number) => place % 2 === side
  const spaces = await Promise.all([0, 1].map((side) => makeSpace(parley, people.filter(isIn(side)))))
  const pairs = people.filter(isIn(0)).map((one, pair) => [one, people[2 * pair + 1] as Person] as const)
  const directs = await atOnce(pairs, 20, ([one, other]) => makeDirect(parley, one, other))
  const heard = (frame: Buffer): boolean => {
    const isMessage = frame.includes('"ev":"message.sent"')
    const isChange = frame.includes('"presence.changed"')
    const isNotification = frame.includes('"notification.raised"')
    got.messages += Number(isMessage)
    got.changes += Number(isChange)
    got.notifications += Number(isNotification)
    return isMessage || isChange || isNotification
  }
  return atOnce([...people.entries()], 50, async ([place, person]) => {
    const asker = await openAsker(parley.edges[place % gateways]?.port as number, person, heard)
    const [space, direct] = [spaces[place % 2] as Place, directs[place >> 1] as Place]
    await asker.ask('stream.follow', { streams: [`chat/room/${space.room}`] })
    if (place % 4 < 2) await asker.ask('idle.set', { idle: true })
    return { ...asker, person, direct, space }
  })
}

/** Of ten: three that somebody types, six messages to one other, and one in a space that mentions somebody. */
const act = async ({ ask, direct, space }: Sitting, turn: number, mentioned: Person): Promise<Place | undefined> => {
  const kind = turn % 10
  if (kind < 3) await ask('typing.start', { room: direct.room })
  if (kind < 3) return undefined
  const place = kind === 9 ? space : direct
  const text = place.isOfSpace ? `<@${mentioned.user}> number ${turn}` : `Number ${turn}`
  await ask('message.send', { room: place.room, id: uuid7(), text })
  return place
}

const isActive = (place: number) => place % 4 >= 2

/** By the clock, so many times a second; resolves when all of it is answered. */
const everySoOften = async <T>(
  perSecond: number,
  seconds: number,
  deed: (turn: number) => Promise<T>,
): Promise<T[]> => {
  const begun = performance.now()
  const done: Promise<T>[] = []
  for (let turn = 0; turn < perSecond * seconds; turn++) {
    const dueAt = begun + (turn * 1_000) / perSecond
    if (performance.now() < dueAt) await pause(dueAt - performance.now())
    done.push(deed(turn))
  }
  return Promise.all(done)
}

interface Part {
  readonly usage: Usage
  readonly lost: number
  readonly deeds: number
}

/** The same is done in both parts of the day; in the second people also change, and are looked at. */
const live = async (
  parley: Parley,
  sitting: readonly Sitting[],
  size: Size,
  got: Got,
  isSeen: boolean,
): Promise<Part> => {
  Object.assign(got, { messages: 0, changes: 0, notifications: 0 })
  const active = sitting.filter((_, place) => isActive(place))
  const one = (turn: number) => active[(turn * 7_919) % active.length] as Sitting
  const used = meter(parley.processes)
  const [places, changes] = await Promise.all([
    everySoOften(size.deedsPerSecond, size.seconds, (turn) => act(one(turn), turn, one(turn + 2).person)),
    isSeen
      ? everySoOften(size.changesPerSecond, size.seconds, (turn) =>
          one(turn).ask('presence.set', { status: `At ${turn}` }),
        )
      : [],
  ])
  const due = places.reduce((sum, place) => sum + (place?.readers ?? 0), 0)
  const dueChanges = changes.length * size.contacts
  const isDone = () => got.messages >= due && got.changes >= dueChanges
  for (const end = performance.now() + size.settleMs; !isDone() && performance.now() < end; ) await pause(50)
  const lost = Math.abs(due - got.messages) + Math.abs(dueChanges - got.changes)
  return { usage: used(), lost, deeds: places.length }
}

/** What presence costs by itself, and what the others have more to do for it. */
const shareOf = ({ usage: without }: Part, { usage: day }: Part): number =>
  (100 * (day.micros - without.micros + (without.parts.presence ?? 0))) / day.micros

/** Redis counts limits besides. */
const ownShareOf = ({ usage: { parts, micros } }: Part): number =>
  (100 * ((parts.presence ?? 0) + (parts.redis ?? 0))) / micros

const measure = async (parley: Parley, size: Size) => {
  const { people } = await parley.make({ people: size.people, rooms: [] })
  const got: Got = { messages: 0, changes: 0, notifications: 0 }
  const sitting = await seatAll(parley, people, got)
  await pause(size.settleMs)
  const without = await live(parley, sitting, size, got, false)
  await atOnce([...sitting.entries()], 50, ([place, { ask }]) =>
    ask('topic.watch', {
      topics: contactsOf(people, place, size.contacts).map(({ user }) => `presence/person/${user}`),
    }),
  )
  await pause(size.settleMs)
  const day = await live(parley, sitting, size, got, true)
  return {
    figures: {
      'CPU ms per deed': day.usage.micros / 1_000 / day.deeds,
      'the same where nobody is looked at': without.usage.micros / 1_000 / without.deeds,
      'cores in use': day.usage.micros / 1_000_000 / day.usage.seconds,
      [share]: shareOf(without, day),
      'of presence and Redis themselves, %': ownShareOf(day),
      'changes told': got.changes,
      'notifications told': got.notifications,
      lost: without.lost + day.lost,
      refused: 0,
      'out of order': 0,
    },
    note: `CPU µs per deed: ${partsPer(day.usage, day.deeds)}; where nobody is looked at: ${partsPer(without.usage, without.deeds)}`,
  }
}

export const mixedDay = defineScenario({
  name: 'mixed-day',
  about:
    'People on two gateways, each with somebody in a direct room and in one of two spaces; half of them are idle. The others type, write to one another, and in their space, where they mention somebody, who ' +
    'is notified. First nobody looks at who is there; then all watch their contacts, and some change their status. What the second part costs more, with what presence itself costs in the first, is the share of presence.',
  sizes: {
    full: { people: 1_000, contacts: 20, deedsPerSecond: 50, changesPerSecond: 3, seconds: 30, settleMs: 5_000 },
    short: { people: 8, contacts: 4, deedsPerSecond: 30, changesPerSecond: 5, seconds: 1, settleMs: 1_500 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, gateways))
    const ours = { name: 'Parley', ...(await measure(parley, size)) }
    return {
      title: `A mixed day: ${size.people.toLocaleString('en')} people, ${size.deedsPerSecond} deeds and ${size.changesPerSecond} changes of presence a second`,
      rows: [ours],
      targets: [{ what: share, reached: figureOf(ours, share), most: mostShare }, nothingLost(ours)],
      plotted: ['CPU ms per deed', share],
    }
  },
})
