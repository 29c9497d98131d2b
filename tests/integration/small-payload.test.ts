import { randomUUID } from 'node:crypto'
import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import {
  asEvent,
  type CommandName,
  commands,
  type EventFrame,
  leastPayload,
  type Output,
  peopleAtOnce,
} from '@parley/protocol'
import { startService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { startSmallNats } from '../setup/small-nats.ts'
import { query } from '../setup/stored.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** Six bytes for each of its characters as JSON, and seven where that is text within JSON. */
const longest = `!${'\u0001'.repeat(3_999)}`
/** The longest that a name is, of characters that need three bytes. */
const longName = '語'.repeat(64)

const scope = new AsyncDisposableStack()
const { log, lines } = keepLog()
let world: World

beforeAll(async () => {
  const nats = await startSmallNats(scope, leastPayload * 2)
  world = scope.use(
    await startWorld({ ...inject('backing'), natsUrl: nats.url }, { gateways: 2, env: { COMPARE_MS: '200' }, log }),
  )
})
afterAll(() => scope.disposeAsync())

const sql = (text: string, values: unknown[] = []) => query<{ id: string }>(world.environment.adminUrl, text, values)

/** Rooms from before the limit: made past the service, each with these people in it. */
const makeRooms = async (count: number, people: readonly Person[]) => {
  const ids = Array.from({ length: count }, () => randomUUID())
  await sql(`insert into chat.stream (id, kind, head) select id, 'chat/room', 3 from unnest($1::uuid[]) id`, [ids])
  await sql(`insert into chat.room (id, kind, name, creator) select id, 'group', $2, $3 from unnest($1::uuid[]) id`, [
    ids,
    longName,
    people[0]?.user,
  ])
  await sql(
    `insert into chat.membership (room, person, role, joined, since, since_tally)
     select id, person, 'member', place, 3, 0 from unnest($1::uuid[]) id, unnest($2::uuid[]) with ordinality as who (person, place)`,
    [ids, people.map(({ user }) => user)],
  )
  return ids.toSorted()
}

const strangers = async (count: number): Promise<Person[]> => {
  const users = Array.from({ length: count }, () => randomUUID())
  await sql('insert into chat.person (id, name) select id, $2 from unnest($1::uuid[]) id', [users, longName])
  return users.map((user) => ({ user, name: longName, username: '', token: '', refresh: '' }))
}

const roomStreams = (hello: Output<'hello'>) =>
  hello.streams.map(({ on }) => on).filter((on) => on.startsWith('chat/room/'))

describe('on a NATS that takes small messages only', () => {
  test('people with thousands of rooms connect, and so does everybody else who does at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, () => world.person()))
    const [busy, others] = [all.slice(0, 4), all.slice(4)]
    const rooms = await makeRooms(2_000, busy)
    for (const { token } of others) await world.post('room.create', { kind: 'group', name: 'Own', members: [] }, token)
    const clients = await Promise.all(all.map((person) => world.connect(person)))
    const followed = clients.map(({ hello }) => roomStreams(hello))
    for (const streams of followed.slice(0, 4)) expect(streams).toEqual(rooms.map((id) => `chat/room/${id}`))
    expect(followed.slice(4).map((streams) => streams.length)).toEqual(others.map(() => 1))
    const [writer, reader] = clients
    const last = rooms.at(-1) as string
    const sent = await writer?.call('message.send', { room: last, id: uuid7(), text: 'heard' })
    await reader?.waitFor(`chat/room/${last}`, sent?.seq ?? 0)
    for (const client of clients) await client[Symbol.asyncDispose]()
  })

  test('lists of rooms and of members are whole, by smaller pages', async () => {
    const ann = await world.person('Ann')
    const crowd = [ann, ...(await strangers(1_500))]
    const [room = ''] = await makeRooms(1, crowd)
    const own = await makeRooms(400, [ann])
    const client = await world.connect(ann)
    const described = await client.call('room.get', { room })
    expect(described.member_count).toBe(crowd.length)
    const members = [...described.members]
    for (let more = true; more; ) {
      const page = await client.call('member.list', { room, after: members.at(-1)?.joined ?? 0, limit: 500 })
      expect(page.members.length).toBeGreaterThan(0)
      members.push(...page.members)
      more = page.more
    }
    expect(members.map(({ user }) => user)).toEqual(crowd.map(({ user }) => user))
    const listed: string[] = []
    for (let more = true; more; ) {
      const after = listed.at(-1)
      const page = await client.call('room.list', { limit: 1_000, ...(after ? { after } : {}) })
      expect(page.rooms.length).toBeGreaterThan(0)
      listed.push(...page.rooms.map((summary) => summary.room))
      more = page.more
    }
    expect(listed).toEqual([...own, room].toSorted())
    await client[Symbol.asyncDispose]()
  })

  test('the longest messages are sent many at once, arrive, are read again, and reach who was away', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    const { room, on } = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    const away = await world.connect(bob)
    const have = away.positions()
    await away[Symbol.asyncDispose]()
    await using writer = await world.connect(ann)
    await using reader = await world.connect(bob, { gateway: 1 })
    const sent = await Promise.all(
      Array.from({ length: 40 }, () => writer.call('message.send', { room, id: uuid7(), text: longest })),
    )
    const last = Math.max(...sent.map(({ seq }) => seq))
    await reader.waitFor(on, last)
    const history: EventFrame[] = []
    for (let more = true; more; ) {
      const page = await reader.call('room.history', { room, after: history.at(-1)?.seq ?? 0, limit: 200 })
      expect(page.events.length).toBeGreaterThan(0)
      history.push(...page.events.map(asEvent))
      more = page.more
    }
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, place) => place + 1))
    expect(history.filter(({ is }) => is.text === longest)).toHaveLength(40)
    await using back = await world.connect(bob, { have })
    await back.waitFor(on, last)
    expect(back.resets).toEqual([])
    expect(back.events(on).filter(({ is }) => is.text === longest)).toHaveLength(40)
  })

  test('every command of the table is answered, with as much as it may be asked for', async () => {
    const ann = await world.person(longName)
    const crowd = [await world.person(longName), await world.person(longName)]
    const others = [...crowd.map(({ user }) => user), ...(await strangers(2 * peopleAtOnce)).map(({ user }) => user)]
    await using client = await world.connect(ann)
    const named = { kind: 'group', name: longName } as const
    const { room } = await client.call('room.create', { ...named, members: others.slice(0, peopleAtOnce) })
    const [friend = ''] = others
    const device = { username: ann.username, password }
    const ask = (name: CommandName, input: object) => client.call(name, input as never)
    const post = (name: CommandName, input: object) => world.post(name, input as never)
    const send = { id: uuid7(), text: longest }
    const asked: Record<CommandName, () => Promise<unknown>> = {
      hello: async () => (await world.connect(ann))[Symbol.asyncDispose](),
      ping: () => ask('ping', {}),
      'token.renew': () => ask('token.renew', { token: ann.token }),
      'account.create': () => post('account.create', { ...device, username: `u${uuid7().slice(-12)}`, name: longName }),
      'account.get': () => ask('account.get', {}),
      'session.create': () => post('session.create', device),
      'session.refresh': () => post('session.refresh', { refresh: ann.refresh }),
      'user.get': () => ask('user.get', { users: others.slice(0, 100) }),
      'user.search': () => ask('user.search', { name: longName }),
      'room.create': () => ask('room.create', { ...named, members: others.slice(0, peopleAtOnce) }),
      'room.list': () => ask('room.list', { limit: 1_000 }),
      'room.get': () => ask('room.get', { room }),
      'room.history': () => ask('room.history', { room, limit: 200 }),
      'member.list': () => ask('member.list', { room, limit: 500 }),
      'member.add': () => ask('member.add', { room, users: others.slice(-peopleAtOnce) }),
      'member.remove': () => ask('member.remove', { room, user: friend }),
      'message.send': () => ask('message.send', { room, ...send }),
      'direct.send': () => ask('direct.send', { user: crowd[1]?.user, id: uuid7(), text: longest }),
      'message.delete': async () =>
        ask('message.delete', { room, seq: (await client.call('message.send', { ...send, room, id: uuid7() })).seq }),
      'author.hide': () => ask('author.hide', { user: friend }),
      'author.list': () => ask('author.list', {}),
      'author.show': () => ask('author.show', { user: friend }),
      'cursor.move': () => ask('cursor.move', { room, seq: 1 }),
      'room.leave': () => ask('room.leave', { room }),
      'session.end': () => post('session.end', { refresh: ann.refresh }),
    }
    expect(Object.keys(asked).toSorted()).toEqual(Object.keys(commands).toSorted())
    const refused: unknown[] = []
    for (const [name, run] of Object.entries(asked)) await run().catch((fault) => refused.push([name, fault]))
    expect(refused).toEqual([])
  })

  test('no command is answered with a fault of the server', () => {
    expect(lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
  })
})

test('a service does not start on a NATS on which an event might not travel, and says what to set', async () => {
  await using own = new AsyncDisposableStack()
  const nats = await startSmallNats(own, leastPayload - 1)
  await expect(startService(chat, { ...world.env('chat'), NATS_URL: nats.url })).rejects.toThrow(
    /NATS takes messages of 32767 bytes at most.*max_payload/,
  )
})
