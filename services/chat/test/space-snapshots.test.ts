import { isDeepStrictEqual } from 'node:util'
import { type EventBody, type EventOn, effectOf, type Output } from '@parley/protocol'
import { expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { type Person, useChat } from './running-chat.ts'
import { useJoining } from './spaces.ts'

const chat = await useChat()
const { ok, sql, people } = chat
const { sticker } = guildsOf(chat)
const join = await useJoining(chat.environment.adminUrl)

type Space = Output<'space.get'>
type SpaceEvent = EventOn<'chat/space'>

interface Told {
  readonly seq: number
  readonly ev: SpaceEvent
  readonly body: Record<string, unknown>
  readonly audience: string | null
}

/** Only the server knows what it means: the space is asked for again. */
const askAgain = Symbol('ask again')
type Meaning = Space | typeof askAgain

const usual: readonly unknown[] = ['', 0, 'plain', 'all', false]
const told = <One extends object>(one: One, optional: readonly string[]): One =>
  Object.fromEntries(
    Object.entries(one).filter(
      ([name, value]) => !(optional.includes(name) && (usual.includes(value) || isDeepStrictEqual(value, []))),
    ),
  ) as One

const put = <One extends object>(all: readonly One[], is: (one: One) => boolean, change: object): One[] =>
  all.map((one) =>
    is(one)
      ? told({ ...one, ...change }, ['topic', 'slow_seconds', 'theme', 'newcomers', 'category', 'apart', 'tags'])
      : one,
  )

/** What each event means to who holds a space, from the protocol page alone. A new event does not compile until it has a case here. */
const cases: { readonly [E in SpaceEvent]: (space: Space, is: EventBody<E>, user: string) => Meaning } = {
  'space.created': (space, is) => ({ ...space, ...is }),
  'space.changed': (
    { plain_links: was, second_factor: wanted, ...space },
    { plain_links = was, second_factor = wanted, ...is },
  ) => ({
    ...told({ ...space, ...is }, ['description', 'keep_hours', 'keep_pins', 'keep_threads']),
    ...(plain_links ? { plain_links: true as const } : {}),
    ...(second_factor ? { second_factor: true as const } : {}),
  }),
  'space.handed_over': () => askAgain,
  'space.ending': (space, { ends_at }) => ({ ...space, ends_at }),
  'space.kept': ({ ends_at: _, ...space }) => space,
  'space.deleted': () => askAgain,
  'rights.changed': () => askAgain,
  'category.created': (space, is) => ({ ...space, categories: [...space.categories, is] }),
  'category.changed': (space, is) => ({
    ...space,
    categories: put(space.categories, ({ category }) => category === is.category, is),
  }),
  'category.deleted': (space, is) => ({
    ...space,
    categories: space.categories.filter(({ category }) => category !== is.category),
    rooms: space.rooms.map(({ category, ...room }) =>
      category === is.category ? { ...room, apart: true as const } : { ...room, ...(category ? { category } : {}) },
    ),
  }),
  'space.arranged': (space, { rooms = [], categories = [] }) => {
    const places = new Map([
      ...rooms.map((one) => [one.room, one.place] as const),
      ...categories.map((one) => [one.category, one.place] as const),
    ])
    return {
      ...space,
      rooms: space.rooms.map((room) => ({ ...room, place: places.get(room.room) ?? room.place })),
      categories: space.categories.map((one) => ({ ...one, place: places.get(one.category) ?? one.place })),
    }
  },
  'room.added': () => askAgain,
  'room.altered': (space, is) => ({ ...space, rooms: put(space.rooms, ({ room }) => room === is.room, is) }),
  'room.removed': (space, is) => ({ ...space, rooms: space.rooms.filter(({ room }) => room !== is.room) }),
  'role.created': (space, is) => ({ ...space, role_list: [...space.role_list, is] }),
  'role.edited': (space, is) => ({
    ...space,
    role_list: space.role_list.map((role) => (role.role === is.role ? { ...role, ...is } : role)),
  }),
  'role.allowed': () => askAgain,
  'role.deleted': () => askAgain,
  'role.granted': () => askAgain,
  'role.revoked': () => askAgain,
  'emoji.named': ({ emoji_list = [], ...space }, is) => ({
    ...space,
    emoji_list: [...emoji_list.filter(({ emoji }) => emoji !== is.emoji), is],
  }),
  'emoji.removed': ({ emoji_list = [], ...space }, is) => ({
    ...space,
    emoji_list: emoji_list.map(({ emoji, name, ...look }) => ({
      emoji,
      name,
      ...(emoji === is.emoji ? { removed: true as const } : look),
    })),
  }),
  'sticker.named': ({ sticker_list = [], ...space }, is) => ({
    ...space,
    sticker_list: [...sticker_list.filter(({ sticker }) => sticker !== is.sticker), is],
  }),
  'sticker.removed': ({ sticker_list = [], ...space }, is) => ({
    ...space,
    sticker_list: sticker_list.filter(({ sticker }) => sticker !== is.sticker),
  }),
  'resident.joined': (space) => ({ ...space, resident_count: space.resident_count + 1 }),
  'resident.left': (space) => ({ ...space, resident_count: space.resident_count - 1 }),
  'screening.changed': (space) => space,
  'resident.accepted': (space, is, user) => (is.user === user ? askAgain : space),
  'resident.timed_out': (space, is, user) => (is.user === user ? askAgain : space),
  'resident.changed': ({ nick, ...space }, is, user) => {
    const called = is.user === user ? is.nick : (nick ?? '')
    return { ...space, ...(called ? { nick: called } : {}) }
  },
}

/** What is only read, and never told by events of the space. */
const comparable = ({ ends_in_ms: _, muted_ms: _muted, emoji_list = [], sticker_list = [], ...space }: Space) => ({
  ...space,
  stickers: sticker_list.toSorted((one, other) => (one.sticker < other.sticker ? -1 : 1)),
  emoji: emoji_list.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1)),
  role_list: space.role_list.toSorted((one, other) => one.role - other.role),
  categories: space.categories.toSorted((one, other) => (one.category < other.category ? -1 : 1)),
  rooms: space.rooms
    .map(({ head: __, tally: ___, ...room }) => room)
    .toSorted((one, other) => (one.room < other.room ? -1 : 1)),
})

/** Those that no deed here brings. */
const elsewhere = ['space.created', 'space.deleted']

const eventsSql = `select seq::int, ev, body, audience from event where stream = $1 and seq > $2 order by seq`

test('what one holds of a space and each event after it make what the space is, for its owner, who has a role, and who has none', async () => {
  const [ann, bob, eve, zoe] = await people('Ann', 'Bob', 'Eve', 'Zoe')
  const { space, rooms } = await ok(ann, 'space.create', { name: 'Guild', template: 'team' })
  await join(space, bob, eve)
  const { role } = await ok(ann, 'role.create', { space, name: 'Some' })
  await ok(ann, 'role.grant', { space, role, users: [bob.user] })
  const { category } = await ok(ann, 'category.create', { space, name: 'Shown' })
  const inside = (await ok(ann, 'room.create', { kind: 'text', space, name: 'Inside', category })).room
  const leaving = (await ok(ann, 'room.create', { kind: 'text', space, name: 'Leaving', category })).room
  const hidden = (await ok(ann, 'room.create', { kind: 'text', space, name: 'Hidden' })).room
  const said = { space, in: { room: hidden }, of: { role: 0 }, allow: [], deny: ['view' as const] }
  await ok(ann, 'override.set', said)
  const room = rooms[0]?.room as string
  const forum = rooms.find(({ kind }) => kind === 'forum')?.room as string
  const wave = await sticker({ space })
  const deeds: readonly (() => Promise<unknown>)[] = [
    () => ok(ann, 'space.change', { space, description: 'About', name: 'Team' }),
    () => ok(ann, 'space.change', { space, description: '' }),
    () => ok(ann, 'space.change', { space, keep_hours: 48, keep_pins: true, keep_threads: true }),
    () => ok(ann, 'space.change', { space, keep_hours: 0, keep_pins: false }),
    () => ok(ann, 'space.delete', { space }),
    () => ok(ann, 'space.keep', { space }),
    () => ok(ann, 'category.create', { space, name: 'Another' }),
    () => ok(ann, 'category.change', { space, category, name: 'Renamed' }),
    () => ok(ann, 'space.arrange', { space, rooms: [{ room, place: 9 }], categories: [{ category, place: 8 }] }),
    () => ok(ann, 'space.arrange', { space, rooms: [{ room: hidden, place: 3 }] }),
    () =>
      ok(ann, 'room.change', {
        room,
        name: 'Renamed',
        topic: 'About',
        slow_seconds: 5,
        theme: 'ocean',
        newcomers: 'since_joining',
      }),
    () => ok(ann, 'room.change', { room: forum, tags: [{ name: 'Bug' }, { name: 'فكرة' }] }),
    () => ok(ann, 'room.change', { room: forum, tags: [{ name: 'فكرة' }] }),
    () => ok(ann, 'room.change', { room: forum, tags: [] }),
    () => ok(ann, 'room.change', { room, topic: '', slow_seconds: 0, theme: 'plain', newcomers: 'all' }),
    () => ok(ann, 'room.change', { room: hidden, name: 'Still hidden' }),
    () => ok(ann, 'room.change', { room: leaving, category: '' }),
    () => ok(ann, 'category.delete', { space, category }),
    () => ok(ann, 'role.create', { space, name: 'New', may: ['view'], colour: 255 }),
    () => ok(ann, 'role.change', { space, role, name: 'Others', colour: 7, place: 4, mentionable: true }),
    () => ok(ann, 'resident.change', { space, user: bob.user, nick: 'Bobby' }),
    () => ok(bob, 'resident.change', { space, user: bob.user, nick: '' }),
    () => ok(ann, 'emoji.set', { space, emoji: inside, name: 'party' }),
    () => ok(ann, 'emoji.set', { space, emoji: inside, name: 'feier', tags: ['party', 'احتفال'] }),
    () => ok(ann, 'emoji.set', { space, emoji: hidden, name: 'party' }),
    () => ok(ann, 'emoji.remove', { space, emoji: inside }),
    () => ok(ann, 'sticker.set', { space, sticker: wave, name: 'hello', tags: ['مرحبا'] }),
    () => ok(ann, 'sticker.remove', { space, sticker: wave }),
    () => ok(ann, 'space.change', { space, entry: 'request' }),
    () => ok(ann, 'screening.set', { space, welcome: { text: 'Welcome', rooms: [] } }),
    () => ok(ann, 'screening.set', { space, rules: ['Be kind'] }),
    () => join(space, zoe),
    async () => {
      const { version } = await ok(zoe, 'screening.get', { space })
      return ok(zoe, 'screening.accept', { space, version })
    },
    () => ok(ann, 'resident.remove', { space, user: zoe.user }),
    () => ok(ann, 'resident.time_out', { space, user: bob.user, in_ms: 60_000 }),
    () => ok(ann, 'room.delete', { room: inside }),
    () => ok(ann, 'room.delete', { room: hidden }),
  ]
  const seen = new Set<string>()
  const everybody: readonly Person[] = [ann, bob, eve]
  for (const deed of deeds) {
    const before = await Promise.all(everybody.map((person) => ok(person, 'space.get', { space })))
    await deed()
    const all = await sql<Told>(eventsSql, [space, before[0]?.head])
    expect(all.length).toBeGreaterThan(0)
    for (const [place, person] of everybody.entries()) {
      const after = await ok(person, 'space.get', { space })
      const mine = new Set([...(before[place] as Space).rooms, ...after.rooms].map((one) => one.room))
      const known = all.reduce<Meaning>((held, { ev, body, audience, seq }) => {
        if (held === askAgain || effectOf(ev) === 'rule' || (audience !== null && !mine.has(audience))) return askAgain
        const meaning = cases[ev] as (space: Space, is: unknown, user: string) => Meaning
        const next = meaning(held, body, person.user)
        seen.add(ev)
        return next === askAgain ? askAgain : { ...next, head: seq }
      }, before[place] as Space)
      if (known !== askAgain) expect(comparable(known), `${all.map(({ ev }) => ev)}`).toEqual(comparable(after))
    }
  }
  const plain = Object.entries(cases).flatMap(([ev]) => (effectOf(ev) === 'rule' || elsewhere.includes(ev) ? [] : [ev]))
  expect([...seen].toSorted()).toEqual(plain.toSorted())
})
