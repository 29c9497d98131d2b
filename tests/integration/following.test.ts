/** Rooms of spaces: followed by name while somebody looks at them, and only by those who may. */
import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { permissionSet } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connectRaw, type RawClient } from '../setup/raw-client.ts'
import { query } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const most = 3
const everyone = permissionSet('view', 'send')

const scope = new AsyncDisposableStack()
let world: World
let [ann, bob, cid]: Person[] = []
let space: string
beforeAll(async () => {
  world = scope.use(
    await startWorld(inject('backing'), { env: { COMPARE_MS: '100', FOLLOWS_PER_CONNECTION: String(most) } }),
  )
  ;[ann, bob, cid] = await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => world.person(name)))
  space = await putSpace()
})
afterAll(() => scope.disposeAsync())

const sql = (text: string, values: unknown[] = []) => query(world.environment.adminUrl, text, values)
const person = (whom: Person | undefined) => whom as Person
const roomStream = (room: string) => `chat/room/${room}`

const putSpace = async () => {
  const id = randomUUID()
  await sql(`insert into chat.space (id, name, owner) values ($1, 'Space', $2)`, [id, person(ann).user])
  await sql(`insert into chat.role (space, id, name, place, may) values ($1, 0, 'everyone', 0, $2)`, [
    id,
    String(everyone),
  ])
  for (const { user } of [person(ann), person(bob)])
    await sql('insert into chat.resident (space, person) values ($1, $2)', [id, user])
  await sql(`insert into chat.stream (id, kind) values ($1, 'chat/space')`, [id])
  return id
}

const putRoom = async () => {
  const id = randomUUID()
  await sql(`insert into chat.room (id, kind, name, creator, space) values ($1, 'space', 'Room', $2, $3)`, [
    id,
    person(ann).user,
    space,
  ])
  await sql(`insert into chat.stream (id, kind) values ($1, 'chat/room')`, [id])
  return id
}

/** Without a word to anybody but those who follow the space. */
const hide = async (room: string) => {
  await sql('insert into chat.role_override (room, role, allow, deny) values ($1, 0, 0, $2)', [
    room,
    String(permissionSet('view')),
  ])
  await sql(
    `with moved as (update chat.stream set head = head + 1, rights_at = head + 1 where id = $1 returning head)
     insert into chat.event (stream, seq, tally, ev, at, body) select $1, head, 0, $2, now(), '{}' from moved`,
    [space, 'rights.changed'],
  )
}

const say = async (room: string, text = 'hello') =>
  (await world.post('message.send', { room, id: uuid7(), text }, person(ann).token)).seq
const connect = (whom: Person | undefined) => world.connect(person(whom), { opened: true })
const follow = (client: RawClient, ...rooms: string[]) =>
  client.call('stream.follow', { streams: rooms.map(roomStream) })
const seqs = (client: RawClient, room: string) => client.events(roomStream(room)).map(({ seq }) => seq)
/** What was on its way has arrived. */
const settle = (client: RawClient) => client.call('room.list', {})

describe('somebody who lives in a space', () => {
  test('is told that rooms moved which they do not follow, and of none that is hidden from them', async () => {
    const [room, hidden] = [await putRoom(), await putRoom()]
    await using client = await connect(bob)
    await hide(hidden)
    for (const each of [hidden, room, room]) await say(each)
    const moves = () => client.frames.flatMap((frame) => ('ev' in frame && frame.ev === 'room.moved' ? [frame] : []))
    const movesOf = (room: string) => moves().filter((frame) => 'is' in frame && frame.is.room === room)
    await client.until(() => movesOf(room).find((frame) => 'is' in frame && frame.is.head === 2))
    expect(movesOf(room).at(-1)).toEqual({
      on: `chat/space/${space}`,
      ev: 'room.moved',
      at: expect.any(Number),
      is: { room, head: 2, tally: 2 },
    })
    await say(hidden)
    await say(room)
    await client.until(() => movesOf(room).find((frame) => 'is' in frame && frame.is.head === 3))
    expect(movesOf(hidden)).toEqual([])
  })

  test('always follows the space, and none of its rooms', async () => {
    const room = await putRoom()
    await using client = await connect(bob)
    const names = client.hello.streams.map(({ on }) => on)
    expect(names).toEqual([`chat/user/${person(bob).user}`, `chat/space/${space}`, `contacts/user/${person(bob).user}`])
    await say(room)
    await settle(client)
    expect(seqs(client, room)).toEqual([])
  })

  test('follows a room by its name from its head on, and leaves it', async () => {
    const room = await putRoom()
    await say(room)
    await using client = await connect(bob)
    expect(await follow(client, room)).toMatchObject({
      streams: [{ on: roomStream(room), head: 1, from: 1, read: 0, unread: 1 }],
      unknown: [],
    })
    await client.waitFor(roomStream(room), await say(room))
    await client.call('stream.leave', { streams: [roomStream(room)] })
    await say(room)
    await settle(client)
    expect(seqs(client, room)).toEqual([2])
  })

  test('goes on from where they were, or is told that they cannot', async () => {
    const room = await putRoom()
    for (let count = 0; count < 4; count++) await say(room)
    await using client = await connect(bob)
    const on = roomStream(room)
    const epoch = client.hello.streams[0]?.epoch as number
    const asked = await client.call('stream.follow', { streams: [on], have: { [on]: [epoch, 2] } })
    expect(asked.streams[0]).toMatchObject({ on, head: 4, from: 2 })
    await client.waitFor(on, 4)
    const again = await client.call('stream.follow', { streams: [on], have: { [on]: [epoch - 1, 2] } })
    expect(again.streams[0]).toMatchObject({ from: 4, reset: true })
    await client.waitFor(on, await say(room))
    expect(seqs(client, room)).toEqual([3, 4, 5])
  })

  test('follows no more than so many by name, those that are always followed not counted', async () => {
    const rooms = await Promise.all(Array.from({ length: most + 1 }, putRoom))
    const { room: own } = await world.post(
      'room.create',
      { kind: 'group', name: 'Own', members: [] },
      person(bob).token,
    )
    await using client = await connect(bob)
    const [first = '', ...rest] = rooms
    await follow(client, own, ...rest)
    await expect(follow(client, first)).rejects.toMatchObject({
      name: 'TOO_MANY_STREAMS',
      limit: 'FOLLOWS_PER_CONNECTION',
      most,
    })
    await follow(client, ...rest)
    await client.call('stream.leave', { streams: [own, ...rest.slice(1)].map(roomStream) })
    expect((await follow(client, first)).streams).toHaveLength(1)
    await client.waitFor(roomStream(first), await say(first))
    const sent = await client.call('message.send', { room: own, id: uuid7(), text: 'still here' })
    await client.waitFor(roomStream(own), sent.seq)
  })

  test('cannot follow more by asking for it all at once', async () => {
    const rooms = await Promise.all(Array.from({ length: 3 * most }, putRoom))
    await using client = await connect(bob)
    const told = await Promise.allSettled(rooms.map((room) => follow(client, room)))
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(most)
  })
})

describe('what somebody may not see', () => {
  test('looks like what is not there, whichever it is', async () => {
    const [hidden, room] = [await putRoom(), await putRoom()]
    await hide(hidden)
    const { room: group } = await world.post(
      'room.create',
      { kind: 'group', name: 'Others', members: [] },
      person(ann).token,
    )
    const asked = [
      roomStream(hidden),
      roomStream(group),
      roomStream(randomUUID()),
      `chat/user/${person(ann).user}`,
      `chat/room/${space}`,
      `chat/space/${room}`,
      `elsewhere/room/${room}`,
    ]
    await using client = await connect(bob)
    for (const on of asked)
      expect(await client.call('stream.follow', { streams: [on] })).toEqual({ streams: [], unknown: [on] })
    await using stranger = await connect(cid)
    const spaces = [roomStream(room), `chat/space/${space}`]
    expect(await stranger.call('stream.follow', { streams: spaces })).toEqual({ streams: [], unknown: spaces })
    await say(room)
    await say(hidden)
    await settle(client)
    await settle(stranger)
    for (const one of [client, stranger]) expect([...seqs(one, room), ...seqs(one, hidden)]).toEqual([])
  })

  test('ends when it becomes so, and what they may see goes on without gap or repeat', async () => {
    const [room, other] = [await putRoom(), await putRoom()]
    await using client = await connect(bob)
    await follow(client, room, other)
    await client.waitFor(roomStream(room), await say(room))
    await client.waitFor(roomStream(other), await say(other))
    await hide(room)
    await client.until(() => client.frames.some((frame) => 'ended' in frame && frame.on === roomStream(room)))
    await say(room)
    await client.waitFor(roomStream(other), await say(other))
    expect(seqs(client, room)).toEqual([1])
    expect(seqs(client, other)).toEqual([1, 2])
    expect((await follow(client, room)).unknown).toEqual([roomStream(room)])
    expect(client.resets).toEqual([])
  })
})

test('streams are followed by name after hello, and on a socket alone', async () => {
  const room = await putRoom()
  await expect(world.post('stream.follow', { streams: [roomStream(room)] }, person(bob).token)).rejects.toMatchObject({
    name: 'SOCKET_ONLY',
  })
  const early = { do: 'stream.follow', with: { streams: [roomStream(room)] } } as const
  await expect(connectRaw(world.url, person(bob).token, { early: [early] })).rejects.toMatchObject({
    name: 'HELLO_FIRST',
  })
})
