/** Spaces as apps of the SDK see them: their rooms in order, what is unread there, and what one sees and may do as that changes. */
import { isDeepStrictEqual } from 'node:util'
import { uuid7 } from '@parley/client'
import { type Space, type Spaces, spacesOf } from '@parley/client/spaces'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, type SdkUser, said, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

const loaded = async ({ parley }: SdkUser, id: string): Promise<Space> => {
  const space = await until(parley, () => spacesOf(parley).get(id))
  await space.load()
  return space
}

const bringIn = async (owner: SdkUser, space: string, { parley }: SdkUser) => {
  const { code } = await owner.parley.call('invite.create', { space })
  await parley.call('invite.accept', { code })
}

/** Ann's space with Bob in it. */
const begin = async (scope: AsyncDisposableStack) => {
  const [ann, bob] = await Promise.all(['Ann', 'Bob'].map((name, place) => enter(world.urls[place] as string, name)))
  if (!ann || !bob) throw new Error('nobody came')
  for (const one of [ann, bob]) scope.use(one)
  const own = await spacesOf(ann.parley).create({ name: 'Works', template: 'team' })
  await bringIn(ann, own.id, bob)
  return { ann, bob, own, theirs: await loaded(bob, own.id) }
}

const names = (space: Space) =>
  space.sections.map(({ category, rooms }) => [category?.name, ...rooms.map(({ name }) => name)])
const roomNamed = (space: Space, name: string) => {
  const room = space.sections.flatMap(({ rooms }) => rooms).find((one) => one.name === name)
  if (!room) throw new Error(`no room ${name}`)
  return room
}

/** What another device of theirs is told that has just come. */
const afresh = async (scope: AsyncDisposableStack, one: SdkUser, id: string): Promise<Space> => {
  const parley = await connect(world.urls[0] as string, one.session)
  scope.defer(() => parley.close())
  return loaded({ ...one, parley }, id)
}

/** What they show, but for what grows by itself. */
const shown = (space: Space) => {
  const { name, description, owner, endsAt, residentCount, roles, nick, roleList, sections, emojiList } = space
  return { name, description, owner, endsAt, residentCount, roles, nick, roleList, sections, emojiList }
}

test('a space has its rooms by category in their order, and a room of it is a room as any while it is open', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own, theirs } = await begin(scope)
  expect(names(theirs)).toEqual([
    [undefined, 'General', 'News'],
    ['Projects', 'Planning', 'Questions'],
  ])
  const { id } = roomNamed(theirs, 'General')
  expect(spacesOf(bob.parley).ofRoom(id)).toBe(theirs)
  using seat = await ann.parley.openRoom(id)
  using other = await bob.parley.openRoom(id)
  const { seq } = await seat.room.send('Hello')
  await until(bob.parley, () => said(other.room).length === 1)
  await other.room.react(seq, '👍')
  await until(ann.parley, () => seat.room.message(seq)?.reactions?.length === 1)
  expect(bob.parley.rooms.has(id)).toBe(false)
  const thread = await bob.parley.call('thread.create', { room: id, seq })
  using hanging = await bob.parley.openRoom(thread.room)
  await hanging.room.send('In a thread')
  await until(ann.parley, () => seat.room.threadAt(seq)?.replies === 1)
  await until(ann.parley, () => own.room(id)?.unread === 0)
  await own.load()
  expect(own.room(id)?.unread).toBe(0)
})

test('what is unread in a room that nobody looks at is counted, and read on all devices at once', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own, theirs } = await begin(scope)
  const other = await afresh(scope, bob, own.id)
  const { id } = roomNamed(own, 'Planning')
  {
    using seat = await ann.parley.openRoom(id)
    for (const text of ['one', 'two', `<@${bob.user}>`]) await seat.room.send(text)
  }
  await until(bob.parley, () => theirs.room(id)?.unread === 3)
  await theirs.load()
  expect(theirs).toMatchObject({ unread: 3, mentions: 1 })
  using seat = await bob.parley.openRoom(id)
  await seat.room.loadOlder()
  await seat.room.markRead()
  await until(bob.parley, () => theirs.unread === 0 && theirs.mentions === 0)
  await expect.poll(() => other.unread, { timeout: 20_000 }).toBe(0)
  await seat.room.keep({ muted: true })
  await until(bob.parley, () => theirs.room(id)?.muted === true)
})

test('a room that one may see no more is gone from the list, and closed, and comes back with the right', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own, theirs } = await begin(scope)
  const { id } = roomNamed(own, 'Planning')
  const seat = await bob.parley.openRoom(id)
  const ended = new Promise<string>((resolve) => bob.parley.on('ended', ({ on }) => resolve(on)))
  const hide = { space: own.id, in: { room: id }, of: { role: 0 } }
  await ann.parley.call('override.set', { ...hide, allow: [], deny: ['view'] })
  expect(await ended).toBe(seat.on)
  await until(bob.parley, () => theirs.room(id) === undefined)
  await expect(bob.parley.openRoom(id)).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
  await ann.parley.call('override.remove', hide)
  await until(bob.parley, () => theirs.room(id)?.name === 'Planning')
})

test('after whatever is changed of a space, what it shows is what a new device shows', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own, theirs } = await begin(scope)
  const { call } = { call: ann.parley.call.bind(ann.parley) }
  const space = own.id
  await call('space.change', { space, name: 'Factory', description: 'Where things are made' })
  const made = await call('category.create', { space, name: 'Soon gone' })
  const room = await call('room.create', { kind: 'text', space, name: 'Yard', category: made.category })
  await call('room.change', { room: room.room, name: 'Court', topic: 'Outside', slow_seconds: 5, theme: 'ocean' })
  await call('category.delete', { space, category: made.category })
  const { category } = await call('category.create', { space, name: 'First' })
  await call('space.arrange', {
    space,
    rooms: [{ room: roomNamed(own, 'News').id, place: 0 }],
    categories: [{ category, place: 0 }],
  })
  await call('category.change', { space, category, name: 'Foremost' })
  await call('room.change', { room: roomNamed(own, 'General').id, category })
  await call('room.delete', { room: roomNamed(own, 'Questions').id })
  const { role } = await call('role.create', { space, name: 'Foreman', colour: 0xff_00_00, may: ['pin'] })
  await call('role.change', { space, role, name: 'Head', place: 1, mentionable: true, may: ['pin', 'kick'] })
  await call('role.grant', { space, role, users: [bob.user] })
  await call('resident.change', { space, user: bob.user, nick: 'Bobby' })
  const [kept, removed] = [uuid7(), uuid7()]
  for (const [emoji, name] of [
    [kept, 'party'],
    [removed, 'soon_gone'],
    [kept, 'feier'],
  ] as const)
    await call('emoji.set', { space, emoji, name })
  await call('emoji.remove', { space, emoji: removed })
  await call('space.delete', { space })
  await call('space.keep', { space })
  for (const [one, known] of [
    [ann, own],
    [bob, theirs],
  ] as const) {
    const fresh = shown(await afresh(scope, one, space))
    await until(one.parley, () => isDeepStrictEqual(shown(known), fresh)).catch(() => {})
    expect(shown(known)).toEqual(fresh)
  }
  expect(theirs).toMatchObject({ nick: 'Bobby', roles: [role], rank: 1 })
  expect(theirs.may('kick')).toBe(true)
  expect(theirs.emojiList).toEqual([{ emoji: kept, name: 'feier' }])
  expect([kept, removed, space].map((id) => theirs.emojiName(id))).toEqual(['feier', 'soon_gone', undefined])
  expect(theirs.colourOf(bob.user)).toBe(0xff_00_00)
})

test('who lives in a space is listed by page and by role, called as there, and known to be gone', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own } = await begin(scope)
  const first = await own.loadResidents({ limit: 1 })
  expect(first.residents.map(({ name }) => name)).toEqual(['Ann'])
  const second = await own.loadResidents({ limit: 1, after: String(first.next) })
  expect(second.residents.map(({ name }) => name)).toEqual(['Bob'])
  const lead = own.roleList.find(({ name }) => name === 'Lead')?.role ?? 0
  const { residentsVersion } = own
  await ann.parley.call('role.grant', { space: own.id, role: lead, users: [bob.user] })
  await ann.parley.call('resident.change', { space: own.id, user: bob.user, nick: 'Bobby' })
  await until(ann.parley, () => own.nickOf(bob.user) === 'Bobby' && own.residentsVersion > residentsVersion)
  expect((await own.loadResidents({ role: lead })).residents).toMatchObject([{ user: bob.user, nick: 'Bobby' }])
  expect(own.rankOf(bob.user)).toBeLessThan(own.rank)
  await ann.parley.call('resident.remove', { space: own.id, user: bob.user })
  await until(bob.parley, () => (spacesOf(bob.parley) as Spaces).get(own.id) === undefined)
  await until(ann.parley, () => own.residentCount === 1)
})

test('whoever comes to live in a space, or makes or deletes one, has it in the list on each device, also behind a lost connection', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, own } = await begin(scope)
  await until(bob.parley, () => spacesOf(bob.parley).list.length === 1)
  await bob.parley.call('space.leave', { space: own.id })
  await until(bob.parley, () => spacesOf(bob.parley).list.length === 0)
  await until(ann.parley, () => own.residentCount === 1)
  await bringIn(ann, own.id, bob)
  const again = await until(bob.parley, () => spacesOf(bob.parley).get(own.id))
  expect(again.name).toBe('Works')
})
