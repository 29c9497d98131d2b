import { isDeepStrictEqual } from 'node:util'
import { uuid7 } from '@parley/client'
import {
  type EventBody,
  type EventFrame,
  type EventName,
  events,
  type Output,
  type ServerFrame,
} from '@parley/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

type Room = Output<'room.get'>
/** The table does not keep the streams in its types; the last test compares with those. */
type ChatEvent = Exclude<EventName, `account.${string}`>

/** A room as a reader holds it. */
interface Held extends Omit<Room, 'members'> {
  readonly members: Record<string, { readonly name: string; readonly role: string }>
  readonly events: readonly EventFrame[]
}

/** All that one reader knows. */
interface Snapshot {
  readonly user: string
  readonly rooms: Readonly<Record<string, Held>>
  readonly returned: readonly EventBody<'message.returned'>[]
}

const changeRoom = (snapshot: Snapshot, { on }: EventFrame, change: (room: Held) => Held): Snapshot => {
  const found = Object.values(snapshot.rooms).find((room) => room.on === on)
  return found ? { ...snapshot, rooms: { ...snapshot.rooms, [found.room]: change(found) } } : snapshot
}

const without = <T>(all: Readonly<Record<string, T>>, left: string): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== left))

/**
 * What each event means to a reader who holds a snapshot, from the protocol page alone. A new event does not compile,
 * and fails below, until it has a case here.
 */
const cases: { readonly [E in ChatEvent]: (snapshot: Snapshot, is: EventBody<E>, event: EventFrame) => Snapshot } = {
  'room.created': (snapshot, { kind, name }, event) =>
    changeRoom(snapshot, event, (room) => ({ ...room, kind, name: kind === 'group' ? name : room.name })),
  'member.joined': (snapshot, { user, name, role }, event) =>
    changeRoom(snapshot, event, (room) => ({ ...room, members: { ...room.members, [user]: { name, role } } })),
  'member.left': (snapshot, { user }, event) =>
    changeRoom(snapshot, event, (room) => ({ ...room, members: without(room.members, user) })),
  'role.changed': (snapshot, { user, role }, event) =>
    changeRoom(snapshot, event, (room) => ({
      ...room,
      role: user === snapshot.user ? role : room.role,
      members: { ...room.members, [user]: { name: room.members[user]?.name ?? '', role } },
    })),
  'message.sent': (snapshot, _, event) =>
    changeRoom(snapshot, event, (room) =>
      event.by === snapshot.user ? { ...room, read: event.seq, unread: 0 } : { ...room, unread: room.unread + 1 },
    ),
  'room.joined': (snapshot, { room, ...is }) => ({
    ...snapshot,
    rooms: { ...snapshot.rooms, [room]: { room, ...is, read: is.head, unread: 0, members: {}, events: [] } },
  }),
  'room.left': (snapshot, { room }) => ({ ...snapshot, rooms: without(snapshot.rooms, room) }),
  'message.returned': (snapshot, is) => ({ ...snapshot, returned: [...snapshot.returned, is] }),
}

const apply = (snapshot: Snapshot, event: EventFrame): Snapshot => {
  const counted = changeRoom(snapshot, event, (room) => ({ ...room, head: event.seq, events: [...room.events, event] }))
  const meaning = cases[event.ev as ChatEvent] as
    | ((snapshot: Snapshot, is: unknown, event: EventFrame) => Snapshot)
    | undefined
  if (!meaning) throw new Error(`nothing says what ${event.ev} means to a reader`)
  return meaning(counted, event.is, event)
}

/** The only signal that changes what a snapshot says. */
const applySignal = (
  snapshot: Snapshot,
  { room, read, unread }: { room: string; read: number; unread: number },
): Snapshot => {
  const held = snapshot.rooms[room]
  return held && held.read < read
    ? { ...snapshot, rooms: { ...snapshot.rooms, [room]: { ...held, read, unread } } }
    : snapshot
}

const historyOf = async (client: RawClient, room: string): Promise<EventFrame[]> => {
  const pages: EventFrame[][] = []
  for (let after = 0, more = true; more; after = pages.at(-1)?.at(-1)?.seq ?? after) {
    const page = await client.call('room.history', { room, after, limit: 20 })
    pages.push(page.events)
    more = page.more
  }
  return pages.flat()
}

const loadRoom = async (client: RawClient, summary: Omit<Room, 'members'>): Promise<Held> => {
  const { members, ...room } = await client.call('room.get', { room: summary.room })
  const named = Object.fromEntries(members.map(({ user, name, role }) => [user, { name, role }]))
  return { ...room, members: named, events: await historyOf(client, room.room) }
}

/** Everything as the server tells it to somebody who has just come. */
const takeSnapshot = async (world: World, person: Person): Promise<Snapshot> => {
  const own = `chat/user/${person.user}`
  await using first = await world.connect(person)
  const known = first.hello.streams.find(({ on }) => on === own)?.epoch ?? 0
  await using client = await world.connect(person, { have: { [own]: [known, 0] } })
  const head = client.hello.streams.find(({ on }) => on === own)?.head ?? 0
  await client.until(() => (client.events(own).at(-1)?.seq ?? 0) >= head)
  const returned = client
    .events(own)
    .filter(({ ev }) => ev === 'message.returned')
    .map(({ is }) => is as EventBody<'message.returned'>)
  const rooms: Record<string, Held> = {}
  for (let after: string | undefined, more = true; more; ) {
    const page = await client.call('room.list', { ...(after ? { after } : {}), limit: 3 })
    for (const summary of page.rooms) rooms[summary.room] = await loadRoom(client, summary)
    after = page.rooms.at(-1)?.room
    more = page.more
  }
  return { user: person.user, rooms, returned }
}

/** A reader: a snapshot, and from then on nothing but frames. Of a room that it comes into, it asks for what was before. */
class Reader {
  readonly person: Person
  readonly #client: RawClient
  #snapshot: Snapshot
  #taken = 0

  constructor(person: Person, client: RawClient, snapshot: Snapshot) {
    this.person = person
    this.#client = client
    this.#snapshot = snapshot
  }

  /** The snapshot as all frames that have come make it. */
  async current(): Promise<Snapshot> {
    for (; this.#taken < this.#client.frames.length; this.#taken++)
      await this.#take(this.#client.frames[this.#taken] as ServerFrame)
    return this.#snapshot
  }

  async #take(frame: ServerFrame): Promise<void> {
    if ('id' in frame || 'error' in frame) return
    if ('reset' in frame) throw new Error(`reset of ${frame.on}`)
    if (!('seq' in frame)) {
      this.#snapshot = applySignal(this.#snapshot, frame.is as never)
      return
    }
    this.#snapshot = apply(this.#snapshot, frame)
    if (frame.ev === 'room.joined') await this.#load(frame.is as EventBody<'room.joined'>)
  }

  /** What was before the position from which the events follow; what is after it comes as events. */
  async #load({ room, head }: EventBody<'room.joined'>): Promise<void> {
    const before = await this.#client
      .call('room.history', { room, before: head + 1, limit: 200 })
      .catch(() => undefined)
    const held = this.#snapshot.rooms[room]
    if (!before || !held) return
    const inside = before.events.reduce(apply, {
      ...this.#snapshot,
      rooms: { [room]: { ...held, members: {}, events: [] } },
    }).rooms[room]
    this.#snapshot = {
      ...this.#snapshot,
      rooms: { ...this.#snapshot.rooms, [room]: { ...held, members: inside?.members ?? {}, events: before.events } },
    }
  }
}

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '500' } })
})
afterAll(() => world[Symbol.asyncDispose]())

const seen = new Set<string>()

type Step = readonly [what: string, who: number, whom: number, where: number, text: string]

const act = async (
  people: readonly Person[],
  rooms: string[],
  [what, who, whom, where, text]: Step,
): Promise<unknown> => {
  const { token } = people[who % people.length] as Person
  const { user } = people[whom % people.length] as Person
  const room = rooms[where % Math.max(rooms.length, 1)] ?? uuid7()
  switch (what) {
    case 'group':
      return rooms.push(
        (await world.post('room.create', { kind: 'group', name: 'Group', members: [user] }, token)).room,
      )
    case 'direct':
      return world.post('room.create', { kind: 'direct', user }, token)
    case 'write':
      return world.post('direct.send', { user, id: uuid7(), text }, token)
    case 'write to nobody':
      return world.post('direct.send', { user: uuid7(), id: uuid7(), text }, token)
    case 'add':
      return world.post('member.add', { room, user }, token)
    case 'remove':
      return world.post('member.remove', { room, user }, token)
    case 'leave':
      return world.post('room.leave', { room }, token)
    case 'read':
      return world.post('cursor.move', { room, seq: where + 3 }, token)
    default:
      return world.post('message.send', { room, id: uuid7(), text }, token)
  }
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      'group',
      'direct',
      'write',
      'write to nobody',
      'add',
      'add',
      'remove',
      'leave',
      'read',
      'say',
      'say',
      'say',
    ),
    fc.nat(3),
    fc.nat(3),
    fc.nat(12),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((text) => text.trim() !== '' && !text.includes('\u0000')),
  ),
  { minLength: 15, maxLength: 60 },
)

/** What chance may leave out. */
const actOnce = async ([ann, bob, cid]: readonly Person[]) => {
  const members = [bob?.user ?? '', cid?.user ?? '']
  const { room } = await world.post('room.create', { kind: 'group', name: 'Always', members }, ann?.token)
  await world.post('room.leave', { room }, ann?.token)
  await act([bob as Person], [], ['write to nobody', 0, 0, 0, 'anybody?']).catch(() => {})
}

const readers = (people: readonly Person[]) =>
  Promise.all(
    people.map(async (person, place) => {
      const client = await world.connect(person, { gateway: place % 2 })
      return { client, reader: new Reader(person, client, await takeSnapshot(world, person)) }
    }),
  )

describe('a snapshot and the events after it', () => {
  test(
    'make what a fresh snapshot says, for every reader, after anything that people do at once',
    () =>
      fc.assert(
        fc.asyncProperty(steps, steps, fc.integer({ min: 1, max: 6 }), async (before, after, atOnce) => {
          const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.person(name)))
          const rooms: string[] = []
          const actAll = async (all: readonly Step[]) => {
            for (let start = 0; start < all.length; start += atOnce)
              await Promise.allSettled(all.slice(start, start + atOnce).map((step) => act(people, rooms, step)))
          }
          await actAll(before)
          const own = await readers(people)
          await actOnce(people)
          await actAll(after)
          for (const { client, reader } of own) {
            const fresh = await takeSnapshot(world, reader.person)
            for (
              const end = Date.now() + 5_000;
              !isDeepStrictEqual(await reader.current(), fresh) && Date.now() < end;
            )
              await new Promise((resolve) => setTimeout(resolve, 10))
            expect(await reader.current()).toEqual(fresh)
            for (const frame of client.frames) if ('ev' in frame) seen.add(frame.ev)
            for (const room of Object.values(fresh.rooms)) for (const { ev } of room.events) seen.add(ev)
            await client[Symbol.asyncDispose]()
          }
        }),
        { numRuns: 10, endOnFailure: true },
      ),
    120_000,
  )

  test('were tried with every event of the protocol table that chat emits', () => {
    const own = Object.entries(events).filter(([, { stream }]) => stream.startsWith('chat/'))
    for (const [name] of own) {
      expect(cases).toHaveProperty([name])
      expect(seen).toContain(name)
    }
  })
})
