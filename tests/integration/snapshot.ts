/** What a reader knows of the platform: as it is told afresh, and as the events after that make it. */
import {
  asEvent,
  type EventBody,
  type EventFrame,
  type EventName,
  isRedacted,
  type Output,
  type ServerFrame,
} from '@parley/protocol'
import type { RawClient } from '../setup/raw-client.ts'
import type { Person, World } from '../setup/world.ts'

type Room = Output<'room.get'>
type Member = Room['members'][number]
/** The table does not keep the streams in its types; the last test compares with those. */
type ChatEvent = Exclude<EventName, `account.${string}`>

/** A room as a reader holds it. */
interface Held extends Omit<Room, 'members'> {
  readonly members: Record<string, Omit<Member, 'user'>>
  readonly events: readonly EventFrame[]
  /** Its events are to be read again. */
  readonly isStale?: true
}

/** All that one reader knows. */
export interface Snapshot {
  readonly user: string
  readonly rooms: Readonly<Record<string, Held>>
  readonly returned: readonly EventBody<'message.returned'>[]
}

const changeRoom = (snapshot: Snapshot, { on }: EventFrame, change: (room: Held) => Held): Snapshot => {
  const found = Object.values(snapshot.rooms).find((room) => room.on === on)
  return found ? { ...snapshot, rooms: { ...snapshot.rooms, [found.room]: change(found) } } : snapshot
}

const changeRooms = (snapshot: Snapshot, change: (room: Held) => Held): Snapshot => ({
  ...snapshot,
  rooms: Object.fromEntries(Object.entries(snapshot.rooms).map(([id, room]) => [id, change(room)])),
})

const redactedIf =
  (isGone: (event: EventFrame) => boolean) =>
  (event: EventFrame): EventFrame =>
    isGone(event) ? { on: event.on, seq: event.seq, ev: 'redacted', at: 0, is: {} } : event

const without = <T>(all: Readonly<Record<string, T>>, left: string): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== left))

/**
 * What each event means to a reader who holds a snapshot, from the protocol page alone. A new event does not compile,
 * and fails below, until it has a case here.
 */
export const cases: {
  readonly [E in ChatEvent]: (snapshot: Snapshot, is: EventBody<E>, event: EventFrame) => Snapshot
} = {
  'room.created': (snapshot, { kind, name }, event) =>
    changeRoom(snapshot, event, (room) => ({ ...room, kind, name: kind === 'group' ? name : room.name })),
  'member.joined': (snapshot, { user, name, role }, event) =>
    changeRoom(snapshot, event, (room) => ({
      ...room,
      member_count: room.member_count + 1,
      members: { ...room.members, [user]: { name, role, joined: event.seq } },
    })),
  'member.left': (snapshot, { user }, event) =>
    changeRoom(snapshot, event, (room) => ({
      ...room,
      member_count: room.member_count - 1,
      members: without(room.members, user),
    })),
  'role.changed': (snapshot, { user, role }, event) =>
    changeRoom(snapshot, event, (room) => ({
      ...room,
      role: user === snapshot.user ? role : room.role,
      members: { ...room.members, [user]: { name: '', joined: 0, ...room.members[user], role } },
    })),
  'message.sent': (snapshot, _, event) =>
    changeRoom(snapshot, event, (room) =>
      event.by === snapshot.user ? { ...room, read: event.seq, unread: 0 } : { ...room, unread: room.unread + 1 },
    ),
  'message.deleted': (snapshot, { seq }, event) =>
    changeRoom(snapshot, event, (room) => ({
      ...room,
      events: room.events.map(redactedIf((other) => other.seq === seq)),
    })),
  'author.hidden': (snapshot, { user }) =>
    changeRooms(snapshot, (room) => ({
      ...room,
      events: room.events.map(redactedIf(({ ev, by }) => ev === 'message.sent' && by === user)),
    })),
  'author.shown': (snapshot) => changeRooms(snapshot, (room) => ({ ...room, isStale: true })),
  'room.joined': (snapshot, { room, ...is }) => ({
    ...snapshot,
    rooms: {
      ...snapshot.rooms,
      [room]: { room, ...is, read: is.head, unread: 0, member_count: 0, members: {}, events: [] },
    },
  }),
  'room.left': (snapshot, { room }) => ({ ...snapshot, rooms: without(snapshot.rooms, room) }),
  'message.returned': (snapshot, is) => ({ ...snapshot, returned: [...snapshot.returned, is] }),
}

const apply = (snapshot: Snapshot, event: EventFrame): Snapshot => {
  const counted = changeRoom(snapshot, event, (room) => ({ ...room, head: event.seq, events: [...room.events, event] }))
  // Only what counts is ever withheld or taken back.
  if (isRedacted(event)) return changeRoom(counted, event, (room) => ({ ...room, unread: room.unread + 1 }))
  const meaning = cases[event.ev as ChatEvent] as
    | ((snapshot: Snapshot, is: unknown, event: EventFrame) => Snapshot)
    | undefined
  if (!meaning) throw new Error(`nothing says what ${event.ev} means to a reader`)
  return meaning(counted, event.is, event)
}

/** The only signal that changes what a snapshot says. Unread is what has come after the cursor, whichever came first. */
const applySignal = (snapshot: Snapshot, { room, read }: { room: string; read: number }): Snapshot => {
  const held = snapshot.rooms[room]
  if (!held || held.read >= read) return snapshot
  const unread = held.events.filter(({ seq, ev }) => seq > read && (ev === 'message.sent' || isRedacted({ ev }))).length
  return { ...snapshot, rooms: { ...snapshot.rooms, [room]: { ...held, read, unread } } }
}

const historyOf = async (client: RawClient, room: string): Promise<EventFrame[]> => {
  const pages: EventFrame[][] = []
  for (let after = 0, more = true; more; after = pages.at(-1)?.at(-1)?.seq ?? after) {
    const page = await client.call('room.history', { room, after, limit: 20 })
    pages.push(page.events.map(asEvent))
    more = page.more
  }
  return pages.flat()
}

/** By pages: those behind the first ones that came with the room. */
const membersOf = async (client: RawClient, { room, members, member_count }: Room): Promise<Member[]> => {
  const all = [...members]
  for (let more = all.length < member_count; more; ) {
    const after = all.at(-1)?.joined ?? 0
    const page = await client.call('member.list', { room, after, limit: 1 })
    all.push(...page.members)
    more = page.more
  }
  return all
}

const loadRoom = async (client: RawClient, { room: id }: Pick<Room, 'room'>): Promise<Held> => {
  const { members: first, ...room } = await client.call('room.get', { room: id })
  // Half of the first page is thrown away, so that small rooms have several pages too.
  const members = await membersOf(client, { ...room, members: first.slice(0, first.length / 2) })
  const named = Object.fromEntries(members.map(({ user, ...member }) => [user, member]))
  return { ...room, members: named, events: await historyOf(client, id) }
}

/** Everything as the server tells it to somebody who has just come. */
export const takeSnapshot = async (world: World, person: Person): Promise<Snapshot> => {
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
export class Reader {
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
    for (const room of Object.values(this.#snapshot.rooms)) if (room.isStale) await this.#readAgain(room)
    return this.#snapshot
  }

  /** What came after it is told by events that are still to be taken. */
  async #readAgain({ room, head }: Held): Promise<void> {
    const events = await historyOf(this.#client, room).catch(() => [])
    this.#snapshot = changeRooms(this.#snapshot, ({ isStale, ...other }) =>
      other.room === room
        ? { ...other, events: events.filter(({ seq }) => seq <= head) }
        : { ...other, ...(isStale ? { isStale } : {}) },
    )
  }

  async #take(frame: ServerFrame): Promise<void> {
    if ('id' in frame || 'error' in frame) return
    if ('reset' in frame) throw new Error(`reset of ${frame.on}`)
    if (!('seq' in frame)) {
      this.#snapshot = applySignal(this.#snapshot, frame.is as never)
      return
    }
    this.#snapshot = apply(this.#snapshot, asEvent(frame))
    if (frame.ev === 'room.joined') await this.#load(frame.is as EventBody<'room.joined'>)
  }

  /** What was before the position from which the events follow; what is after it comes as events. */
  async #load({ room, head }: EventBody<'room.joined'>): Promise<void> {
    const before = await this.#client
      .call('room.history', { room, before: head + 1, limit: 200 })
      .catch(() => undefined)
    const held = this.#snapshot.rooms[room]
    if (!before || !held) return
    const events = before.events.map(asEvent)
    const inside = events.reduce(apply, {
      ...this.#snapshot,
      rooms: { [room]: { ...held, member_count: 0, members: {}, events: [] } },
    }).rooms[room]
    const { member_count = 0, members = {} } = inside ?? {}
    this.#snapshot = {
      ...this.#snapshot,
      rooms: { ...this.#snapshot.rooms, [room]: { ...held, member_count, members, events } },
    }
  }
}
