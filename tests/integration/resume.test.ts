import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Positions, RawClient } from '../setup/raw-client.ts'
import { query, storedFrames } from '../setup/stored.ts'
import { openWire } from '../setup/wire.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

/** More missed than this, and a stream is reset. */
const resumeEvents = 100

let world: World
beforeAll(async () => {
  const gatewayEnv = (place: number) => ({
    RESUME_EVENTS: String(resumeEvents),
    ...(place === 1 ? { RING_EVENTS: '0' } : {}),
  })
  world = await startWorld(inject('backing'), { gateways: 3, chats: 2, gatewayEnv })
})
afterAll(() => world[Symbol.asyncDispose]())

const send = (client: RawClient, room: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, place) =>
      client.call('message.send', { room, id: uuid7(), text: `message ${place}` }),
    ),
  )

const makeGroup = async (said = 0) => {
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  const made = await world.post('room.create', { kind: 'group', name: 'Team', members: [bob.user] }, ann.token)
  const writer = await world.connect(ann)
  await send(writer, made.room, said)
  return {
    ann,
    bob,
    writer,
    ...made,
    head: made.head + said,
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  }
}

/** Speaks in the room until told to stop; then tells the position of the last word. */
const keepTalking = (writer: RawClient, room: string) => {
  let stopped = false
  const talk = async () => {
    for (let last = 0; ; ) {
      const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'still here' })
      last = seq
      if (stopped) return last
    }
  }
  const talking = talk()
  return () => {
    stopped = true
    return talking
  }
}

const followed = (client: RawClient, on: string) => client.hello.streams.find((stream) => stream.on === on)

/** Everything after the position that hello promised, in order and once, byte for byte what is stored. */
const expectAll = async (client: RawClient, on: string, last: number) => {
  const { from = Number.NaN } = followed(client, on) ?? {}
  if (last > from) await client.waitFor(on, last)
  const stored = await storedFrames(world.environment.adminUrl, on)
  expect(client.events(on).filter(({ seq }) => seq <= last)).toEqual(stored.slice(from, last))
  expect(client.resets).toEqual([])
}

describe('what no position can be is refused, with its place, and hello may be said again:', () => {
  test.each<[string, (head: number, epoch: number) => unknown, string]>([
    ['before the first event', (_head, epoch) => [epoch, -1], '/1'],
    ['far before the first event', (_head, epoch) => [epoch, Number.MIN_SAFE_INTEGER], '/1'],
    ['beyond what can be counted', (_head, epoch) => [epoch, 1e300], '/1'],
    ['between two events', (head, epoch) => [epoch, head - 0.5], '/1'],
    ['of half a history', (head, epoch) => [epoch + 0.5, head], '/0'],
    ['of a history before all', (head) => [-1, head], '/0'],
    ['without a history', (head) => head, ''],
  ])('a position %s', async (_, position, at) => {
    await using group = await makeGroup()
    const { bob, on, epoch, head } = group
    await using wire = await openWire(world.url, bob.token)
    const refused = await wire.ask('hello', { have: { [on]: position(head, epoch) } })
    expect(refused).toMatchObject({ error: { name: 'BAD_INPUT', at: `/have/${on.replaceAll('/', '~1')}${at}` } })
    expect(await wire.ask('hello', { have: { [on]: [epoch, head] } })).toHaveProperty('ok')
  })
})

/** Where a reader may come back to. The writer is on the first gateway, and nobody of theirs on the others. */
const ways: [string, number][] = [
  ['from the ring of a gateway that has seen it all', 0],
  ['through a gateway that keeps no ring', 1],
  ['through a gateway that has not heard of the stream before', 2],
]

describe.each(ways)('a reader that resumes %s', (_, gateway) => {
  const resume = (person: Person, have: Positions) => world.connect(person, { gateway, have })

  test.each<[string, (head: number) => number]>([
    ['the last event', (head) => head],
    ['the one before', (head) => head - 1],
    ['much less', (head) => head - 40],
  ])('having seen %s, gets everything after it while messages keep coming', async (_, seen) => {
    await using group = await makeGroup(110)
    const { bob, writer, room, on, epoch, head } = group
    const stop = keepTalking(writer, room)
    const seq = seen(head)
    await using client = await resume(bob, { [on]: [epoch, seq] })
    expect(followed(client, on)).toMatchObject({ from: seq })
    expect(followed(client, on)).not.toHaveProperty('reset')
    await expectAll(client, on, await stop())
  })

  test.each<[string, (head: number, epoch: number) => [number, number]]>([
    ['too far behind', (head, epoch) => [epoch, head - resumeEvents - 1]],
    ['in the future', (head, epoch) => [epoch, head + 1_000_000]],
    ['of an older history', (head, epoch) => [epoch - 1, head]],
    ['of a history to come', (head, epoch) => [epoch + 1, head]],
  ])('from a position %s is reset, and gets what comes after the head that it is told', async (_, position) => {
    await using group = await makeGroup(110)
    const { bob, writer, room, on, epoch, head } = group
    const stop = keepTalking(writer, room)
    await using client = await resume(bob, { [on]: position(head, epoch) })
    const state = followed(client, on)
    expect(state).toMatchObject({ reset: true, from: state?.head })
    expect(state?.head).toBeGreaterThanOrEqual(head)
    await expectAll(client, on, await stop())
  })

  test('from the beginning of a stream that is not too long gets all of it', async () => {
    await using group = await makeGroup(20)
    const { bob, on, epoch, head } = group
    await using client = await resume(bob, { [on]: [epoch, 0] })
    expect(followed(client, on)).toMatchObject({ from: 0 })
    await expectAll(client, on, head)
    expect(client.events(on)[0]).toMatchObject({ seq: 1, ev: 'room.created' })
  })

  test('with positions of what is not theirs learns no more than that they are unknown', async () => {
    await using group = await makeGroup(5)
    const { writer, ann, room, on, epoch, head } = group
    const eve = await world.person('Eve')
    const foreign = [
      on,
      `chat/user/${ann.user}`,
      `chat/room/${randomUUID()}`,
      `auth/user/${eve.user}`,
      `nothing/room/${room}`,
    ]
    const have = Object.fromEntries(foreign.map((name) => [name, [epoch, head - 1] as [number, number]]))
    await using client = await resume(eve, have)
    expect(client.hello.streams.map((stream) => stream.on)).toEqual([
      `chat/user/${eve.user}`,
      `contacts/user/${eve.user}`,
    ])
    expect([...client.hello.unknown].sort()).toEqual([...foreign].sort())
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'private' })
    await writer.waitFor(on, seq)
    await client.call('ping', {})
    expect(client.frames.filter((frame) => 'on' in frame && frame.on === on)).toEqual([])
  })

  test('having been taken out meanwhile no longer follows the room, and learns nothing of it', async () => {
    await using group = await makeGroup(5)
    const { bob, writer, room, on, epoch, head } = group
    await writer.call('member.remove', { room, user: bob.user })
    await using client = await resume(bob, { [on]: [epoch, head] })
    expect(client.hello.unknown).toEqual([on])
    expect(followed(client, on)).toBeUndefined()
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'private' })
    await writer.waitFor(on, seq)
    await expect(client.call('room.history', { room })).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(client.events(on)).toEqual([])
  })

  test('having been taken out and brought back meanwhile gets all that happened, and what goes on', async () => {
    await using group = await makeGroup(5)
    const { bob, writer, room, on, epoch, head } = group
    const own = `chat/user/${bob.user}`
    await writer.call('member.remove', { room, user: bob.user })
    await send(writer, room, 3)
    await writer.call('member.add', { room, users: [bob.user] })
    await send(writer, room, 2)
    await using client = await resume(bob, { [on]: [epoch, head], [own]: [epoch, 1] })
    expect(followed(client, on)).toMatchObject({ from: head, head: head + 7 })
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'welcome back' })
    await expectAll(client, on, seq)
    expect(client.events(on).map((event) => event.ev)).toContain('member.left')
    expect(client.events(own).map((event) => event.ev)).toEqual(['room.left', 'room.joined'])
  })

  test('below a floor that has risen meanwhile is reset; at the floor it goes on', async () => {
    await using group = await makeGroup(30)
    const { bob, room, on, epoch, head } = group
    const floor = head - 10
    const { adminUrl } = world.environment
    await query(adminUrl, 'delete from chat.event where stream = $1 and seq <= $2', [room, floor])
    await query(adminUrl, 'update chat.stream set floor = $2 where id = $1', [room, floor])
    for (const seq of [0, floor - 1]) {
      await using client = await resume(bob, { [on]: [epoch, seq] })
      expect(followed(client, on)).toMatchObject({ reset: true, from: head, floor })
    }
    await using client = await resume(bob, { [on]: [epoch, floor] })
    expect(followed(client, on)).toMatchObject({ from: floor })
    await client.waitFor(on, head)
    expect(client.events(on).map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, place) => floor + 1 + place))
  })

  test('on two devices at different places at once brings each up from its own', async () => {
    await using group = await makeGroup(50)
    const { bob, writer, room, on, epoch, head } = group
    const stop = keepTalking(writer, room)
    await using one = await resume(bob, { [on]: [epoch, head - 30] })
    await using other = await resume(bob, { [on]: [epoch, head - 2] })
    await using third = await resume(bob, {})
    const last = await stop()
    for (const client of [one, other, third]) await expectAll(client, on, last)
    expect(followed(third, on)).not.toHaveProperty('reset')
  })
})

describe('a reader', () => {
  test('that comes and goes all the time, through this gateway and that, sees every message once and in order', async () => {
    await using group = await makeGroup()
    const { bob, writer, room, on, epoch, head } = group
    const stop = keepTalking(writer, room)
    const seen: number[] = []
    let have: Positions = { [on]: [epoch, head] }
    for (let visit = 0; visit < 30; visit++) {
      await using client = await world.connect(bob, { gateway: visit % 2, have })
      expect(followed(client, on)).not.toHaveProperty('reset')
      await client.until(() => client.events(on).length >= 1 + (visit % 4))
      have = client.positions()
      seen.push(...client.events(on).map(({ seq }) => seq))
    }
    const last = await stop()
    await using client = await world.connect(bob, { have })
    await expectAll(client, on, last)
    seen.push(...client.events(on).map(({ seq }) => seq))
    expect(seen).toEqual(Array.from({ length: last - head }, (_, place) => head + 1 + place))
  })

  test('that is taken out and brought back again and again while it is there sees only what is for it', async () => {
    await using group = await makeGroup()
    const { bob, writer, room, on } = group
    await using client = await world.connect(bob, { gateway: 1 })
    const spoken: number[] = []
    const kept: number[] = []
    for (let round = 0; round < 10; round++) {
      const { seq: left } = await writer.call('member.remove', { room, user: bob.user })
      for (const { seq } of await send(writer, room, 2)) kept.push(seq)
      const { seq: back } = await writer.call('member.add', { room, users: [bob.user] })
      for (const { seq } of await send(writer, room, 2)) spoken.push(seq)
      spoken.push(left)
      kept.push(back)
    }
    const last = Math.max(...spoken)
    await client.waitFor(on, last)
    const seen = client.events(on).map(({ seq }) => seq)
    expect(seen).toEqual(spoken.sort((one, other) => one - other))
    expect(seen.filter((seq) => kept.includes(seq))).toEqual([])
  })

  test('never gets an event in the place of one that has gone', async () => {
    await using group = await makeGroup(10)
    const { bob, writer, room, on, epoch, head } = group
    const gone = head - 4
    const { adminUrl } = world.environment
    await query(adminUrl, 'delete from chat.event where stream = $1 and seq = $2', [room, gone])
    await using client = await world.connect(bob, { gateway: 2, have: { [on]: [epoch, head - 8] } })
    await client.waitFor(on, gone - 1)
    // The floor follows, as it does where old events are removed: the reader is told, and goes on from the head.
    await query(adminUrl, 'update chat.stream set floor = $2 where id = $1', [room, gone])
    await client.until(() => client.resets.includes(on))
    expect(client.frames.at(-1)).toEqual({ on, reset: { epoch, head, floor: gone } })
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'goes on' })
    await client.waitFor(on, seq)
    expect(client.events(on).map((event) => event.seq)).toEqual([head - 7, head - 6, head - 5, head + 1])
  })

  test('reads the same in MessagePack as in JSON', async () => {
    await using group = await makeGroup(30)
    const { bob, writer, room, on, epoch, head } = group
    await using json = await world.connect(bob, { have: { [on]: [epoch, head - 20] } })
    await using msgpack = await openWire(world.url, bob.token, 'parley.v1.msgpack')
    const hello = await msgpack.ask('hello', { have: { [on]: [epoch, head - 20] } })
    expect(hello).toMatchObject({ ok: { ...json.hello, token_expires_in_ms: expect.any(Number) } })
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'żółć 😀' })
    await json.waitFor(on, seq)
    await msgpack.until(() => msgpack.frames.some((frame) => 'seq' in frame && frame.seq === seq))
    expect(msgpack.frames.filter((frame) => 'seq' in frame && frame.on === on)).toEqual(json.events(on))
  })

  test('is not disturbed by a floor that rises below it', async () => {
    await using group = await makeGroup(5)
    const { bob, writer, room, on, head } = group
    await using client = await world.connect(bob)
    await query(world.environment.adminUrl, 'update chat.stream set floor = $2 where id = $1', [room, head])
    const { seq } = await writer.call('message.send', { room, id: uuid7(), text: 'goes on' })
    await expectAll(client, on, seq)
  })
})
