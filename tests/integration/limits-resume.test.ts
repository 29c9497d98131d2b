import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const resumeBytes = 262_144
const messages = 200
/** 4,000 bytes: all messages are three times what may be drawn. */
const text = 'x'.repeat(4_000)

/** The first gateway has no limit, the second no memory of events, and the last lets next to nothing be drawn. */
const gateways = [
  {},
  { RESUME_BYTES: String(resumeBytes), RING_EVENTS: '0' },
  { RESUME_BYTES: String(resumeBytes), RING_EVENTS: '1000' },
  { RESUME_BYTES: '16384' },
]

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: gateways.length,
    gatewayEnv: (place) => gateways[place] ?? {},
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const say = (client: RawClient, room: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => client.call('message.send', { room, id: uuid7(), text })))

const bytesOf = (client: RawClient) => client.frames.reduce((bytes, frame) => bytes + JSON.stringify(frame).length, 0)
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place + 1)

const makeRoom = async () => {
  const [ann, bob] = (await Promise.all([world.person('Ann'), world.person('Bob')])) as [Person, Person]
  const room = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
  const writer = await world.connect(ann)
  await say(writer, room.room, messages)
  return { ann, bob, ...room, writer }
}

test.each([
  ['from the owner', 1],
  ['from memory', 2],
])(
  'who comes back thirty times from the beginning draws what one account may draw, is told, and skips nothing: %s',
  async (_, gateway) => {
    const { bob, room, on, epoch, head, writer } = await makeRoom()
    await using _writer = writer
    const last = head + messages
    await using follows = await world.connect(bob, { gateway })
    await say(writer, room, 1)
    await follows.waitFor(on, last + 1)
    let drawn = 0
    for (let time = 0; time < 30; time++) {
      await using back = await world.connect(bob, { gateway, have: { [on]: [epoch, 0] } })
      const followed = back.hello.streams.find((stream) => stream.on === on)
      const isReset = () => back.resets.includes(on) || followed?.reset === true
      await back.until(isReset)
      const before = back.events(on).map(({ seq }) => seq)
      expect(before).toEqual(numbers(0, before.length))
      drawn += bytesOf(back)
    }
    expect(drawn).toBeLessThan(2 * resumeBytes)

    await using newest = await world.connect(bob, { gateway, have: { [on]: [epoch, 0] } })
    expect(newest.hello.streams.find((stream) => stream.on === on)).toMatchObject({ reset: true, from: last + 1 })
    await say(writer, room, 3)
    await newest.waitFor(on, last + 4)
    expect(newest.events(on).map(({ seq }) => seq)).toEqual(numbers(last + 1, last + 4))
    const page = await newest.call('room.history', { room, before: 21, limit: 20 })
    expect(page.events.map(({ seq }) => seq)).toEqual(numbers(0, 20))
  },
)

test('who is reset goes on from where the reset says, and others of the room draw what is theirs', async () => {
  const { ann, bob, room, on, epoch, head, writer } = await makeRoom()
  await using _writer = writer
  await using back = await world.connect(bob, { gateway: 1, have: { [on]: [epoch, 0] } })
  await back.until(() => back.resets.includes(on))
  await say(writer, room, 2)
  await back.waitFor(on, head + messages + 2)
  const seen = back.events(on).map(({ seq }) => seq)
  const gap = seen.findIndex((seq, place) => seq !== place + 1)
  expect(seen).toEqual([...numbers(0, gap), ...numbers(head + messages, head + messages + 2)])
  await using other = await world.connect(ann, { gateway: 1, have: { [on]: [epoch, head + messages - 20] } })
  await other.waitFor(on, head + messages + 2)
  expect(other.resets).toEqual([])
})

test('answers to hello count too: who asks for more of them than may be drawn is told when to come back', async () => {
  const ann = await world.person('Ann')
  const names = Array.from({ length: 30 }, (_, place) => `Room ${place}`)
  await Promise.all(names.map((name) => world.post('room.create', { kind: 'group', name, members: [] }, ann.token)))
  const told: string[] = []
  for (let time = 0; time < 20; time++) {
    const answer = await world.connect(ann, { gateway: 3 }).then(
      async (client) => {
        await client[Symbol.asyncDispose]()
        return 'ok'
      },
      (error) => `${error.name} ${error.limit} ${error.retry_ms > 0}`,
    )
    told.push(answer)
  }
  expect(new Set(told)).toEqual(new Set(['ok', 'RATE_LIMITED RESUME_BYTES true']))
  await using elsewhere = await world.connect(ann)
  expect(await elsewhere.call('ping', {})).toEqual({})
})
