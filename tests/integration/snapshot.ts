/** What a reader knows of the platform: as it is told afresh, and as the events after that make it. */
import {
  asEvent,
  countsAsUnread,
  type EventBody,
  type EventFrame,
  type EventOn,
  isAuthored,
  isRedacted,
  type Output,
  ownerOf,
  type ServerFrame,
} from '@parley/protocol'
import type { RawClient } from '../setup/raw-client.ts'
import type { Person, World } from '../setup/world.ts'

type Room = Output<'room.get'>
type Member = Room['members'][number]
type ChatEvent = EventOn<'chat/room'> | EventOn<'chat/user'>

type State = NonNullable<Output<'room.history'>['states']>[number]
type Reactions = NonNullable<State['reactions']>

/** A room as a reader holds it. */
interface Held extends Omit<Room, 'members'> {
  readonly members: Record<string, Omit<Member, 'user'>>
  readonly events: readonly EventFrame[]
  /** What has become of its messages. */
  readonly states: Readonly<Record<number, State>>
  /** Messages of which was told only how they stood here: earlier events are in that. */
  readonly statesAt: Readonly<Record<number, number>>
  /** Its events are to be read again. */
  readonly isStale?: true
}

/** What somebody keeps for themselves that lies beside rooms: by its room and position, or by its room and id. What it says is read in lists. */
interface Own {
  readonly bookmarks: Readonly<Record<string, string>>
  readonly scheduled: Readonly<Record<string, { readonly due: number; readonly failed?: string }>>
  readonly reminders: Readonly<Record<string, { readonly due: number; readonly rung?: true }>>
}

/** All that one reader knows. */
export interface Snapshot {
  readonly user: string
  readonly own: Own
  readonly rooms: Readonly<Record<string, Held>>
  readonly returned: readonly EventBody<'message.returned'>[]
  readonly invited: readonly EventBody<'room.invited'>[]
}

const changeRoom = (snapshot: Snapshot, { on }: EventFrame, change: (room: Held) => Held): Snapshot => {
  const found = Object.values(snapshot.rooms).find((room) => room.on === on)
  return found ? { ...snapshot, rooms: { ...snapshot.rooms, [found.room]: change(found) } } : snapshot
}

const changeOwn = (snapshot: Snapshot, change: (own: Own) => Partial<Own>): Snapshot => ({
  ...snapshot,
  own: { ...snapshot.own, ...change(snapshot.own) },
})

/** Bookmarks go with the room. */
const leaveRoom = (snapshot: Snapshot, left: string): Snapshot =>
  changeOwn({ ...snapshot, rooms: without(snapshot.rooms, left) }, ({ bookmarks }) => ({
    bookmarks: Object.fromEntries(Object.entries(bookmarks).filter(([, room]) => room !== left)),
  }))

const changeRooms = (snapshot: Snapshot, change: (room: Held) => Held): Snapshot => ({
  ...snapshot,
  rooms: Object.fromEntries(Object.entries(snapshot.rooms).map(([id, room]) => [id, change(room)])),
})

const redactedIf =
  (isGone: (event: EventFrame) => boolean) =>
  (event: EventFrame): EventFrame =>
    isGone(event) ? asEvent({ on: event.on, seq: event.seq, ev: 'redacted', ...uncounted(event) }) : event

/** By themselves, or passed on by somebody else. */
const isOf =
  (user: string) =>
  ({ ev, by, is }: EventFrame): boolean =>
    isAuthored(ev) && (by === user || (is as EventBody<'message.sent'>).forwarded?.by === user)

const uncounted = (event: EventFrame) => (countsAsUnread(event) ? {} : { counts: false as const })

const isEmpty = (state: State): boolean => Object.keys(state).length === 1

/** Of a message that is held and seen, unless what is known of it is later than the event. */
const changeState = (snapshot: Snapshot, event: EventFrame, seq: number, change: (state: State) => State): Snapshot =>
  changeRoom(snapshot, event, (room) => {
    const message = room.events.find((other) => other.seq === seq)
    if (message?.ev !== 'message.sent' || event.seq <= (room.statesAt[seq] ?? 0)) return room
    const state = change(room.states[seq] ?? { seq })
    const states = without(room.states, String(seq))
    return { ...room, states: isEmpty(state) ? states : { ...states, [seq]: state } }
  })

/** The same emoji with one more or fewer; a new one is the last one, and one that nobody has is gone. */
const react = (emoji: string, step: 1 | -1, isOwn: boolean) => {
  const change = ({ reactions = [], ...state }: State): State => {
    const found = reactions.find((other) => other.emoji === emoji)
    const { own, ...rest } = { emoji, count: 0, ...found }
    const isNowOwn = isOwn ? step > 0 : own
    const changed = { ...rest, count: rest.count + step, ...(isNowOwn ? { own: true as const } : {}) }
    const others: Reactions = found
      ? reactions.map((other) => (other === found ? changed : other))
      : [...reactions, changed]
    const left = others.filter(({ count }) => count > 0)
    return left.length > 0 ? { ...state, reactions: left } : state
  }
  return change
}

/** Of a poll that is held. */
const unvoted = (snapshot: Snapshot, { on }: EventFrame, seq: number): NonNullable<State['poll']> => {
  const room = Object.values(snapshot.rooms).find((other) => other.on === on)
  const asked = room?.events.find((event) => event.seq === seq)
  const { poll } = (asked?.is ?? {}) as EventBody<'message.sent'>
  return { counts: (poll?.answers ?? []).map(() => 0), voters: 0 }
}

/** The answers of before count no more, and those of now do. A poll without a vote has no state. */
const vote =
  (snapshot: Snapshot, event: EventFrame, answers: readonly number[], before: readonly number[]) =>
  ({ poll: known, ...state }: State): State => {
    const { own, ...poll } = known ?? unvoted(snapshot, event, state.seq)
    const counts = poll.counts.map((count, at) => count + Number(answers.includes(at)) - Number(before.includes(at)))
    const voters = poll.voters + Number(answers.length > 0) - Number(before.length > 0)
    const isOwn = event.by === snapshot.user
    const nowOwn = isOwn ? answers : (own ?? [])
    const after = { ...poll, counts, voters, ...(nowOwn.length > 0 ? { own: [...nowOwn] } : {}) }
    return voters > 0 || poll.closed !== undefined ? { ...state, poll: after } : state
  }

/** Nothing is held of what is not seen. */
const seenStates = (room: Held): Held => ({
  ...room,
  states: Object.fromEntries(
    Object.entries(room.states).filter(
      ([seq]) => room.events.find((event) => event.seq === Number(seq))?.ev === 'message.sent',
    ),
  ),
})

const usual = {
  topic: '',
  mention_all: 'admins',
  posting: 'members',
  slow_seconds: 0,
  theme: 'plain',
  newcomers: 'all',
  keep_hours: 0,
  keep_pins: false,
  keep_threads: false,
}

/** What is as in a new room is not told. */
const asTold = (room: Held): Held =>
  Object.fromEntries(
    Object.entries(room).filter(([name, value]) => usual[name as keyof typeof usual] !== value),
  ) as unknown as Held

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
  'room.changed': (snapshot, changed, event) => changeRoom(snapshot, event, (room) => asTold({ ...room, ...changed })),
  'room.deleted': (snapshot, _, { on }) => leaveRoom(snapshot, on.slice('chat/room/'.length)),
  'message.sent': (snapshot, { mentions }, event) =>
    changeRoom(snapshot, event, ({ mentions: before = 0, ...room }) => {
      if (event.by === snapshot.user) return { ...room, read: event.seq, unread: 0 }
      const count = before + (mentions?.all || mentions?.users.includes(snapshot.user) ? 1 : 0)
      return { ...room, unread: room.unread + 1, ...(count > 0 ? { mentions: count } : {}) }
    }),
  'message.deleted': (snapshot, { seq, also = [] }, event) =>
    changeRoom(snapshot, event, (room) =>
      seenStates({ ...room, events: room.events.map(redactedIf((other) => [seq, ...also].includes(other.seq))) }),
    ),
  'message.edited': (snapshot, { seq, text, mentions }, event) =>
    changeState(snapshot, event, seq, ({ previews: _, ...state }) => ({
      ...state,
      edited: { seq: event.seq, at: event.at, text, ...(mentions ? { mentions } : {}) },
    })),
  'message.previewed': (snapshot, { seq, previews }, event) =>
    changeState(snapshot, event, seq, (state) => ({ ...state, previews })),
  'message.unpreviewed': (snapshot, { seq }, event) =>
    changeState(snapshot, event, seq, ({ previews: _, ...state }) => state),
  'reaction.added': (snapshot, { seq, emoji }, event) =>
    changeState(snapshot, event, seq, react(emoji, 1, event.by === snapshot.user)),
  'reaction.removed': (snapshot, { seq, emoji }, event) =>
    changeState(snapshot, event, seq, react(emoji, -1, event.by === snapshot.user)),
  'poll.voted': (snapshot, { seq, answers, before }, event) =>
    changeState(snapshot, event, seq, vote(snapshot, event, answers, before)),
  'poll.closed': (snapshot, { seq }, event) =>
    changeState(snapshot, event, seq, (state) => ({
      ...state,
      poll: { ...(state.poll ?? unvoted(snapshot, event, seq)), closed: event.seq },
    })),
  'message.pinned': (snapshot, { seq }, event) =>
    changeState(snapshot, event, seq, (state) => ({ ...state, pinned: event.seq })),
  'message.unpinned': (snapshot, { seq }, event) =>
    changeState(snapshot, event, seq, ({ pinned: _, ...state }) => state),
  'post.tagged': (snapshot, { seq, tags }, event) =>
    changeState(snapshot, event, seq, ({ tags: _, ...state }) => ({ ...state, ...(tags.length > 0 ? { tags } : {}) })),
  'history.trimmed': (snapshot, { floor, unread, also = [] }, event) =>
    changeRoom(snapshot, event, (room) =>
      seenStates({
        ...room,
        floor,
        unread: room.read < floor ? unread : room.unread,
        events: room.events.filter(({ seq }) => seq > floor).map(redactedIf((other) => also.includes(other.seq))),
      }),
    ),
  'thread.created': (snapshot, { seq, ...is }, event) =>
    changeState(snapshot, event, seq, (state) => ({ ...state, thread: { ...is, head: 1, replies: 0, users: [] } })),
  'thread.changed': (snapshot, { seq, name, archived, locked }, event) =>
    changeState(snapshot, event, seq, ({ thread, ...state }) => {
      if (!thread) return state
      const { archived: wasArchived = false, locked: wasLocked = false, ...rest } = thread
      return {
        ...state,
        thread: {
          ...rest,
          ...(name ? { name } : {}),
          ...((archived ?? wasArchived) ? { archived: true as const } : {}),
          ...((locked ?? wasLocked) ? { locked: true as const } : {}),
        },
      }
    }),
  // Of a list of its own, of which a snapshot of rooms says nothing.
  'thread.followed': (snapshot) => snapshot,
  'thread.unfollowed': (snapshot) => snapshot,
  /** How many of those that are left have reacted, only the server knows. */
  'author.hidden': (snapshot, { user }) =>
    changeRooms(snapshot, (room) => ({
      ...seenStates({ ...room, events: room.events.map(redactedIf(isOf(user))) }),
      isStale: true,
    })),
  'author.shown': (snapshot) => changeRooms(snapshot, (room) => ({ ...room, isStale: true })),
  'room.joined': (snapshot, { room, since: _, ...is }) => ({
    ...snapshot,
    rooms: {
      ...snapshot.rooms,
      [room]: {
        room,
        ...is,
        read: is.head,
        unread: 0,
        member_count: 0,
        members: {},
        events: [],
        states: {},
        statesAt: {},
      },
    },
  }),
  'preference.changed': (snapshot, { room, ...preference }) => {
    const held = snapshot.rooms[room]
    return held ? { ...snapshot, rooms: { ...snapshot.rooms, [room]: { ...held, preference } } } : snapshot
  },
  // A setting, of which a snapshot of rooms says nothing.
  'receipt.allowed': (snapshot) => snapshot,
  'preview.shown': (snapshot) => snapshot,
  'room.left': (snapshot, { room }) => leaveRoom(snapshot, room),
  // What is known of a space is asked for where it is looked at.
  'space.guarded': (snapshot) => snapshot,
  'space.joined': (snapshot) => snapshot,
  'space.left': (snapshot) => snapshot,
  'space.timed_out': (snapshot) => snapshot,
  'bookmark.added': (snapshot, { room, seq }) =>
    changeOwn(snapshot, ({ bookmarks }) => ({ bookmarks: { ...bookmarks, [`${room}/${seq}`]: room } })),
  'bookmark.removed': (snapshot, { room, seq }) =>
    changeOwn(snapshot, ({ bookmarks }) => ({ bookmarks: without(bookmarks, `${room}/${seq}`) })),
  'schedule.changed': (snapshot, { room, id, due }) =>
    changeOwn(snapshot, ({ scheduled }) => ({ scheduled: { ...scheduled, [`${room}/${id}`]: { due } } })),
  'schedule.failed': (snapshot, { room, id, failed }) =>
    changeOwn(snapshot, ({ scheduled }) => ({
      scheduled: { ...scheduled, [`${room}/${id}`]: { due: 0, ...scheduled[`${room}/${id}`], failed } },
    })),
  'schedule.ended': (snapshot, { room, id }) =>
    changeOwn(snapshot, ({ scheduled }) => ({ scheduled: without(scheduled, `${room}/${id}`) })),
  'reminder.changed': (snapshot, { id, due }) =>
    changeOwn(snapshot, ({ reminders }) => ({ reminders: { ...reminders, [id]: { due } } })),
  'reminder.due': (snapshot, { id }) =>
    changeOwn(snapshot, ({ reminders }) => ({
      reminders: { ...reminders, [id]: { due: 0, ...reminders[id], rung: true } },
    })),
  'reminder.removed': (snapshot, { id }) =>
    changeOwn(snapshot, ({ reminders }) => ({ reminders: without(reminders, id) })),
  'message.returned': (snapshot, is) => ({ ...snapshot, returned: [...snapshot.returned, is] }),
  'room.invited': (snapshot, is) => ({ ...snapshot, invited: [...snapshot.invited, is] }),
  'room.declined': (snapshot, { room }) => ({
    ...snapshot,
    invited: snapshot.invited.filter((one) => one.room !== room),
  }),
}

/** Of chat: what other services tell comes to one's inbox and contacts, which have snapshots of their own. */
const apply = (snapshot: Snapshot, event: EventFrame): Snapshot => {
  if (ownerOf(event.on) !== 'chat') return snapshot
  const counted = changeRoom(snapshot, event, (room) => ({ ...room, head: event.seq, events: [...room.events, event] }))
  if (isRedacted(event))
    return changeRoom(counted, event, (room) => ({ ...room, unread: room.unread + Number(countsAsUnread(event)) }))
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
  const unread = held.events.filter((event) => event.seq > read && countsAsUnread(event)).length
  return { ...snapshot, rooms: { ...snapshot.rooms, [room]: { ...held, read, unread } } }
}

type Past = Pick<Held, 'events' | 'states' | 'statesAt'>

const pastOf = ({ events, states = [], head }: Pick<Output<'room.history'>, 'events' | 'states' | 'head'>): Past => ({
  events: events.map(asEvent),
  states: Object.fromEntries(states.map((state) => [state.seq, state])),
  statesAt: Object.fromEntries(events.map(({ seq }) => [seq, head])),
})

const historyOf = async (client: RawClient, room: string): Promise<Past> => {
  const pages: Past[] = []
  for (let after = 0, more = true; more; after = pages.at(-1)?.events.at(-1)?.seq ?? after) {
    const page = await client.call('room.history', { room, after, limit: 20 })
    pages.push(pastOf(page))
    more = page.more
  }
  return {
    events: pages.flatMap(({ events }) => events),
    states: Object.assign({}, ...pages.map(({ states }) => states)),
    statesAt: Object.assign({}, ...pages.map(({ statesAt }) => statesAt)),
  }
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
  // How long one still waits is told by no event, as it ends by itself.
  const { members: first, wait_ms: _, ...room } = await client.call('room.get', { room: id })
  // Half of the first page is thrown away, so that small rooms have several pages too.
  const members = await membersOf(client, { ...room, members: first.slice(0, first.length / 2) })
  const named = Object.fromEntries(members.map(({ user, ...member }) => [user, member]))
  return { ...room, members: named, ...(await historyOf(client, id)) }
}

/** What two readers hold who know the same. Where somebody is hidden, which emoji was the first is told by no event. */
export const comparable = ({ rooms, ...snapshot }: Snapshot) => ({
  ...snapshot,
  rooms: Object.fromEntries(
    Object.entries(rooms).map(([id, { statesAt: _, states, ...room }]) => [
      id,
      {
        ...room,
        states: Object.values(states).map(({ reactions = [], ...state }) => ({
          ...state,
          reactions: reactions.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1)),
        })),
      },
    ]),
  ),
})

const ownOf = async (client: RawClient): Promise<Own> => {
  const bookmarks: Record<string, string> = {}
  for (let before: number | undefined, more = true; more; ) {
    const page = await client.call('bookmark.list', { ...(before === undefined ? {} : { before }), limit: 2 })
    for (const { room, seq, added } of page.bookmarks) {
      bookmarks[`${room}/${seq}`] = room
      before = added
    }
    more = page.more
  }
  const { scheduled } = await client.call('schedule.list', {})
  const { reminders } = await client.call('reminder.list', {})
  return {
    bookmarks,
    scheduled: Object.fromEntries(
      scheduled.map(({ room, id, due, failed }) => [
        `${room}/${id}`,
        { due, ...(failed === undefined ? {} : { failed }) },
      ]),
    ),
    reminders: Object.fromEntries(reminders.map(({ id, due, rung }) => [id, { due, ...(rung ? { rung } : {}) }])),
  }
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
  const { invites } = await client.call('invite.received', {})
  const invited = invites.map(({ room, name, code }) => ({ room, name, code })).toReversed()
  const rooms: Record<string, Held> = {}
  for (let after: string | undefined, more = true; more; ) {
    const page = await client.call('room.list', { ...(after ? { after } : {}), limit: 3 })
    for (const summary of page.rooms) rooms[summary.room] = await loadRoom(client, summary)
    after = page.rooms.at(-1)?.room
    more = page.more
  }
  return { user: person.user, own: await ownOf(client), rooms, returned, invited }
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
    const past = await historyOf(this.#client, room).catch(() => pastOf({ events: [], head }))
    this.#snapshot = changeRooms(this.#snapshot, ({ isStale, ...other }) =>
      other.room === room
        ? { ...other, ...past, events: past.events.filter(({ seq }) => seq <= head) }
        : { ...other, ...(isStale ? { isStale } : {}) },
    )
  }

  async #take(frame: ServerFrame): Promise<void> {
    if ('id' in frame || 'error' in frame || 'opened' in frame || 'ended' in frame) return
    if ('reset' in frame) throw new Error(`reset of ${frame.on}`)
    if (!frame.on.startsWith('chat/')) return
    if (!('seq' in frame)) {
      if (frame.ev === 'cursor.moved') this.#snapshot = applySignal(this.#snapshot, frame.is as never)
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
    const past = pastOf(before)
    const inside = past.events.reduce(apply, {
      ...this.#snapshot,
      rooms: { [room]: { ...held, member_count: 0, members: {}, events: [], states: {}, statesAt: {} } },
    }).rooms[room]
    const { member_count = 0, members = {} } = inside ?? {}
    this.#snapshot = {
      ...this.#snapshot,
      rooms: { ...this.#snapshot.rooms, [room]: { ...held, member_count, members, ...past } },
    }
  }
}
