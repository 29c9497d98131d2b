/** Groups over the whole platform: what one changes, all see at once; what is deleted, nobody hears of any more. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isSignal, uuid7 } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect, enter, roomOf, type SdkUser, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '300' } })
})
afterAll(() => world[Symbol.asyncDispose]())

const groupOf = async (...names: string[]) => {
  const people = await Promise.all(names.map((name) => world.person(name)))
  const [owner, ...others] = people as [(typeof people)[number], ...typeof people]
  const input = { kind: 'group', name: 'Orchestra', members: others.map(({ user }) => user) } as const
  return { owner, others, ...(await world.post('room.create', input, owner.token)) }
}

test('a group that is deleted is over on every connection at once, and nothing of it comes afterwards', async () => {
  const { owner, others, room, on } = await groupOf('Ann', 'Bob', 'Cid')
  const everybody = [owner, ...others]
  const clients = await Promise.all(everybody.map((person, place) => world.connect(person, { gateway: place % 2 })))
  await world.post('message.send', { room, id: uuid7(), text: 'Welcome' }, owner.token)
  await world.post('room.delete', { room }, owner.token)
  for (const [place, client] of clients.entries()) {
    await client.until(() => client.events(`chat/user/${everybody[place]?.user}`).at(-1)?.ev === 'room.left')
    expect(client.events(on).map(({ ev }) => ev)).toEqual(['message.sent', 'room.deleted'])
  }
  await expect(world.post('message.send', { room, id: uuid7(), text: 'late' }, others[0]?.token)).rejects.toThrow()
  const before = clients.map(({ frames }) => frames.length)
  await sleep(900)
  expect(clients.map(({ frames }) => frames.length)).toEqual(before)
  // Nobody was thrown off by what is no longer there.
  for (const client of clients) expect((await client.call('room.list', {})).rooms).toEqual([])
  for (const person of everybody) {
    await using back = await world.connect(person, { have: { [on]: [1, 1] } })
    expect(back.hello.streams.map((stream) => stream.on)).not.toContain(on)
  }
  for (const client of clients) await client[Symbol.asyncDispose]()
})

test('who is asked before they are added to a group finds that on whatever device comes later, until they come in or decline', async () => {
  const [ann, eve] = await Promise.all([world.person('Ann'), world.person('Eve')])
  await world.post('privacy.set', { groups: 'contacts' }, eve.token)
  const rooms: string[] = []
  for (const name of ['Choir', 'Band', 'Quartet']) {
    const made = await world.post('room.create', { kind: 'group', name, members: [eve.user] }, ann.token)
    rooms.push(made.room)
  }
  const received = async () => (await world.post('invite.received', {}, eve.token)).invites
  const [quartet, band, choir] = await received()
  expect([choir, band, quartet]).toMatchObject(
    ['Choir', 'Band', 'Quartet'].map((name, place) => ({ name, room: rooms[place], by: ann.user, member_count: 1 })),
  )
  expect((await world.post('invite.received', {}, ann.token)).invites).toEqual([])

  await using device = await world.connect(eve)
  const [first, second] = [choir?.code ?? '', band?.code ?? '']
  await world.post('invite.decline', { code: second }, ann.token) // it is not hers
  await world.post('invite.accept', { code: first }, eve.token)
  for (const _ of 'ab') await world.post('invite.decline', { code: second }, eve.token)
  await world.post('invite.decline', { code: first }, eve.token) // it is used up
  const own = () => device.events(`chat/user/${eve.user}`).map(({ ev, is }) => [ev, is.room])
  await expect.poll(own).toEqual([
    ['room.joined', rooms[0]],
    ['room.declined', rooms[1]],
  ])
  expect((await received()).map(({ room }) => room)).toEqual([rooms[2]])
  await expect(world.post('invite.accept', { code: second }, eve.token)).rejects.toMatchObject({
    name: 'INVITE_NOT_FOUND',
  })

  await world.post('block.add', { user: ann.user }, eve.token)
  expect(await received()).toEqual([])
  await world.post('block.remove', { user: ann.user }, eve.token)
  await world.post('member.add', { room: rooms[1] ?? '', users: [eve.user] }, ann.token)
  expect((await received()).map(({ name }) => name)).toEqual(['Band', 'Quartet'])
})

test('a link tells what it leads to before one has an account, and nothing of people, and lets nobody in without one', async () => {
  const { owner, room } = await groupOf('Ann', 'Bob')
  const { space } = await world.post('space.create', { name: 'Town', description: 'By the river' }, owner.token)
  const [toGroup, toSpace] = await Promise.all(
    [{ room }, { space }].map((place) => world.post('invite.create', place, owner.token)),
  )
  const told = { approval: false, asked: false }
  expect(await world.post('invite.look', { code: toGroup?.code as string })).toEqual({
    ...told,
    name: 'Orchestra',
    member_count: 2,
  })
  const code = toSpace?.code as string
  expect(await world.post('invite.look', { code })).toEqual({
    ...told,
    name: 'Town',
    description: 'By the river',
    member_count: 1,
  })
  await expect(world.post('invite.accept', { code })).rejects.toThrow(/TOKEN_MISSING|token/i)
  const eve = await world.person('Eve')
  await using client = await world.connect(eve)
  expect(await world.post('invite.accept', { code }, eve.token)).toMatchObject({ space })
  await client.until(() => client.events(`chat/user/${eve.user}`).at(-1)?.ev === 'space.joined')
  await world.post('space.change', { space, entry: 'closed' }, owner.token)
  await client.until(() => client.events(`chat/space/${space}`).at(-1)?.ev === 'space.changed')
  await expect(world.post('invite.look', { code })).rejects.toThrow()
})

describe('in the SDK, on all devices of everybody', () => {
  const three = async () => {
    const people = await Promise.all(
      ['Ann', 'Bob', 'Eve'].map((name, place) => enter(world.urls[place % 2] as string, name)),
    )
    const [ann, bob, eve] = people as [SdkUser, SdkUser, SdkUser]
    const room = await ann.parley.createGroup('Orchestra', [bob.user])
    const second = await connect(world.urls[1] as string, bob.session)
    const theirs = await Promise.all([bob.parley, second].map((parley) => roomOf(parley, room.id)))
    const close = () => Promise.all([second.close(), ...people.map((person) => person.parley.close())])
    return { ann, bob, eve, second, room, theirs, [Symbol.asyncDispose]: async () => void (await close()) }
  }

  test('a group is called and about what was said last, and roles are as they were given', async () => {
    await using all = await three()
    const { ann, bob, room, theirs } = all
    await room.load()
    await room.setRole(bob.user, 'admin')
    await theirs[0]?.change({ topic: 'Brass' })
    await Promise.all([room.change({ name: 'Band' }), theirs[1]?.change({ name: 'Choir' })])
    for (const shown of [room, ...theirs])
      await until(ann.parley, () => shown.topic === 'Brass' && ['Band', 'Choir'].includes(shown.name))
    const { name } = await ann.parley.call('room.get', { room: room.id })
    for (const shown of [room, ...theirs]) await expect.poll(() => shown.name).toBe(name)
    for (const shown of theirs) expect(shown.role).toBe('admin')
    expect(room.members.map(({ role }) => role)).toEqual(['owner', 'admin'])
  })

  test('an invitation brings somebody in, and a group that is deleted is gone everywhere', async () => {
    await using all = await three()
    const { ann, bob, eve, second, room } = all
    const { code } = await room.invite({ uses: 1 })
    const theirs = await eve.parley.acceptInvite(code)
    expect(theirs).toMatchObject({ id: room.id, name: 'Orchestra', role: 'member' })
    await theirs?.send('Hello')
    await until(second, () => (second.rooms.get(room.id)?.unread ?? 0) === 1)
    await room.delete()
    for (const parley of [ann.parley, bob.parley, second, eve.parley])
      await until(parley, () => !parley.rooms.has(room.id))
    for (const parley of [ann.parley, bob.parley, second, eve.parley]) expect(parley.faults).toBe(0)
  })

  test('who asks to come in is told to the owner, and comes in when let in', async () => {
    await using all = await three()
    const { ann, eve, room } = all
    const told: unknown[] = []
    ann.parley.on('signal', (signal) => isSignal(signal, 'request.waiting') && told.push(signal.is))
    const { code } = await room.invite({ approval: true })
    expect(await eve.parley.acceptInvite(code)).toBeUndefined()
    await expect.poll(() => told).toEqual([{ room: room.id, waiting: 1 }])
    await ann.parley.call('request.accept', { room: room.id, user: eve.user })
    expect((await roomOf(eve.parley, room.id)).name).toBe('Orchestra')
  })
})
