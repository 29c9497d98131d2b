/** What passes and is not kept: who types, and how things stand for those who read too slowly. */
import { uuid7 } from '@parley/client'
import type { EventFrame, SignalFrame } from '@parley/protocol'
import { connectBus, makeLog } from '@parley/service-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { scrape, sumOf } from '../setup/exposition.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
let ann: Person
let bob: Person
let cid: Person
let room: string
let on: string
beforeAll(async () => {
  const env = { METRICS_PORT: '0', UNREAD_BYTES: '67108864' }
  world = await startWorld(inject('backing'), { gateways: 2, env })
})
afterAll(() => world[Symbol.asyncDispose]())

const people = (...names: string[]) => Promise.all(names.map((name) => world.person(name)))
const group = (owner: Person, ...others: Person[]) =>
  world.post('room.create', { kind: 'group', name: 'Room', members: others.map(({ user }) => user) }, owner.token)

beforeEach(async () => {
  ;[ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
  ;({ room, on } = await group(ann, bob, cid))
})

const say = async (who: Person, text = 'Hello') =>
  (await world.post('message.send', { room, id: uuid7(), text }, who.token)).seq
const signals = (client: RawClient, ev: string) =>
  client.frames.filter((frame): frame is SignalFrame => 'ev' in frame && frame.ev === ev)
const typed = (client: RawClient, ev = 'typing.started') => signals(client, ev).map(({ by }) => by)
const tells = (client: RawClient, by: Person, ev?: string) => client.until(() => typed(client, ev).includes(by.user))
const nameOf = (failure: Promise<unknown>) => failure.then(() => 'ok').catch(({ name }) => name)
/** Whatever was told before has come to them. */
const afterAMessage = async (...clients: RawClient[]) => {
  const seq = await say(ann)
  await Promise.all(clients.map((client) => client.waitFor(on, seq)))
}

describe.each(['json', 'msgpack'] as const)('in %s', (encoding) => {
  test('that somebody types is told to the others in the room, through every gateway, and to none of their own devices', async () => {
    await using phone = await world.connect(ann, { encoding })
    await using laptop = await world.connect(ann, { encoding, gateway: 1 })
    await using near = await world.connect(bob, { encoding })
    await using far = await world.connect(cid, { encoding, gateway: 1 })
    expect(await phone.call('typing.start', { room })).toEqual({})
    for (const client of [near, far]) {
      await tells(client, ann)
      expect(signals(client, 'typing.started')).toEqual([
        { on, ev: 'typing.started', by: ann.user, at: expect.any(Number), is: {} },
      ])
    }
    await afterAMessage(phone, laptop)
    expect([typed(phone), typed(laptop)]).toEqual([[], []])
  })
})

test('who says again and again that they type is told once', async () => {
  await using writes = await world.connect(ann)
  await using reads = await world.connect(bob, { gateway: 1 })
  for (let count = 0; count < 20; count++) expect(await writes.call('typing.start', { room })).toEqual({})
  await afterAMessage(reads)
  await tells(reads, ann)
  expect(typed(reads)).toEqual([ann.user])
})

test('whoever hides the one who types is not told', async () => {
  await using writes = await world.connect(bob)
  await using hides = await world.connect(cid, { gateway: 1 })
  await using sees = await world.connect(ann, { gateway: 1 })
  await world.post('author.hide', { user: bob.user }, cid.token)
  await hides.until(() => JSON.stringify(hides.frames).includes('author.hidden'))
  await writes.call('typing.start', { room })
  await tells(sees, bob)
  await afterAMessage(hides)
  expect(typed(hides)).toEqual([])
})

test('who does not follow a room types in it neither before, nor after they were there, and says hello first', async () => {
  const [eve = ann] = await people('Eve')
  await using reads = await world.connect(ann)
  await using stranger = await world.connect(eve)
  await using removed = await world.connect(cid, { gateway: 1 })
  expect(await nameOf(stranger.call('typing.start', { room }))).toBe('STREAM_NOT_FOUND')
  expect(await nameOf(stranger.call('typing.start', { room: uuid7() }))).toBe('STREAM_NOT_FOUND')
  const { seq } = await world.post('member.remove', { room, user: cid.user }, ann.token)
  await removed.waitFor(on, seq)
  expect(await nameOf(removed.call('typing.start', { room }))).toBe('STREAM_NOT_FOUND')
  await afterAMessage(reads)
  expect(typed(reads)).toEqual([])
})

test('who was removed is not told any more', async () => {
  await using removed = await world.connect(cid)
  await using stays = await world.connect(ann)
  await using writes = await world.connect(bob, { gateway: 1 })
  const { seq } = await world.post('member.remove', { room, user: cid.user }, ann.token)
  await removed.waitFor(on, seq)
  await writes.call('typing.start', { room })
  await tells(stays, bob)
  await removed.call('ping', {})
  expect(typed(removed)).toEqual([])
})

test('nobody types any more whose connection is gone', async () => {
  await using reads = await world.connect(bob)
  const writes = await world.connect(ann, { gateway: 1 })
  await writes.call('typing.start', { room })
  await tells(reads, ann)
  expect(typed(reads, 'typing.stopped')).toEqual([])
  await writes[Symbol.asyncDispose]()
  await tells(reads, ann, 'typing.stopped')
})

test('where many type, everybody is told of a few of them', async () => {
  const crowd = await people(...Array.from({ length: 8 }, () => 'One of many'))
  const { room, on } = await group(ann, ...crowd)
  await using reads = await world.connect(ann)
  const clients = await Promise.all(crowd.map((one, place) => world.connect(one, { gateway: place % 2 })))
  await Promise.all(clients.map((client) => client.call('typing.start', { room })))
  await reads.until(() => typed(reads).length === 5)
  const { seq } = await world.post('message.send', { room, id: uuid7(), text: 'So many' }, ann.token)
  await reads.waitFor(on, seq)
  expect(new Set(typed(reads)).size).toBe(5)
  expect(typed(reads)).toHaveLength(5)
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
})

test('nobody on NATS makes another thing of it than that somebody types', async () => {
  await using bus = await connectBus(
    [world.env().NATS_URL as string],
    world.environment.prefix,
    makeLog('test', 'silent'),
  )
  await using reads = await world.connect(bob)
  const forged = `x","seq":9,"ev":"message.sent","by":"${ann.user}","at":1,"is":{"text":"forged"},"on":"${on}`
  for (const text of [
    '',
    ' ',
    'typing.started',
    `message.sent ${ann.user}`,
    `typing.started ${forged}`,
    '{}',
    '\u0000',
  ])
    bus.publish(bus.subjects.typing(on), text)
  bus.publish(bus.subjects.typing(on), `typing.started ${ann.user}`)
  await tells(reads, ann)
  expect(typed(reads)).toEqual([ann.user])
  expect(reads.events(on)).toEqual([])
})

describe('a device that does not read', () => {
  /** More than the kernel takes for it. */
  const messages = 900
  /** 16,000 bytes. */
  const text = '😀'.repeat(4_000)

  test('is told of its cursor once, as it stands when it reads again, of nobody who typed, and of every event', async () => {
    await using phone = await world.connect(cid)
    await using laptop = await world.connect(cid)
    phone.socket.pause()
    let last = 0
    for (let left = messages; left > 0; left -= 50)
      last = Math.max(last, ...(await Promise.all(Array.from({ length: 50 }, () => say(ann, text)))))
    await laptop.waitFor(on, last)
    await using writes = await world.connect(bob, { gateway: 1 })
    await writes.call('typing.start', { room })
    await tells(laptop, bob)
    for (const seq of [last - 4, last - 3, last - 2, last - 1, last]) {
      await laptop.call('cursor.move', { room, seq })
      await laptop.until(() => signals(laptop, 'cursor.moved').at(-1)?.is.read === seq)
    }
    const told = world.gateways[0] ? await scrape(world.gateways[0]) : []
    expect(sumOf(told, 'parley_gateway_signals_dropped_total', { kind: 'state' })).toBe(5)
    expect(sumOf(told, 'parley_gateway_signals_dropped_total', { kind: 'passing' })).toBe(1)
    phone.socket.resume()
    await phone.until(() => signals(phone, 'cursor.moved').length > 0)
    await afterAMessage(phone)
    expect(signals(phone, 'cursor.moved').map(({ is }) => is.read)).toEqual([last])
    expect(typed(phone)).toEqual([])
    const seen = phone.events(on).map(({ seq }: EventFrame) => seq)
    expect(seen).toEqual(seen.map((_, place) => (seen[0] ?? 0) + place))
    expect(seen.at(-1)).toBe(last + 1)
  })
})
