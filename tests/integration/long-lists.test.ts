/** Somebody in very many rooms: what they are told when they come in, and what they say, fits bounded frames. */
import { Parley } from '@parley/client'
import { type OpenedFrame, streamOwners } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { putRooms } from '../setup/many-rooms.ts'
import { connectRaw, type Positions } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const most = 1_100
const frameBound = 34_000

const scope = new AsyncDisposableStack()
let world: World
let ann: Person
let rooms: string[]
beforeAll(async () => {
  world = scope.use(await startWorld(inject('backing'), { env: { FRAME_BYTES: '51200' } }))
  ann = await world.person()
  rooms = await putRooms(world.environment.adminUrl, ann.user, most)
})
afterAll(() => scope.disposeAsync())

const partsOf = (have: Positions, each: number): Positions[] => {
  const all = Object.entries(have)
  return Array.from({ length: Math.ceil(all.length / each) }, (_, place) =>
    Object.fromEntries(all.slice(place * each, (place + 1) * each)),
  )
}

/** Before hello. */
const said = (parts: readonly Positions[]) => parts.map((have) => ({ do: 'stream.have' as const, with: { have } }))

describe(`somebody in ${most} rooms`, () => {
  test.each(['json', 'msgpack'] as const)(
    'is told their streams in frames of bounded size, each stream once, over %s',
    async (encoding) => {
      await using client = await world.connect(ann, { opened: true, encoding })
      expect(client.hello.opening).toEqual(streamOwners)
      const parts = await client.opened('chat')
      const others = await client.opened('contacts')
      const named = [client.hello, ...parts, ...others].flatMap(({ streams }) => streams.map(({ on }) => on))
      const own = streamOwners.map((owner) => `${owner}/user/${ann.user}`)
      expect(named.find((on) => on.startsWith('chat/'))).toBe(`chat/user/${ann.user}`)
      expect(named).toHaveLength(most + own.length)
      expect(new Set(named)).toEqual(new Set([...own, ...rooms.map((room) => `chat/room/${room}`)]))
      for (const frame of [client.hello, ...parts]) expect(JSON.stringify(frame).length).toBeLessThan(frameBound)
      expect(parts.map(({ more }) => more)).toEqual([...Array(parts.length - 1).fill(true), undefined])
    },
  )

  test('is told all in one answer where they read no such frames', async () => {
    await using client = await world.connect(ann)
    expect(client.hello.streams).toHaveLength(most + streamOwners.length)
    expect(client.hello.opening).toBeUndefined()
  })

  test('goes on where they were in each, though their positions fit no frame', async () => {
    await using first = await world.connect(ann, { opened: true })
    await first.opened('chat')
    await first.opened('contacts')
    const have = first.positions()
    expect(Object.keys(have)).toHaveLength(most + streamOwners.length)
    expect(JSON.stringify(have).length).toBeGreaterThan(51_200)
    const inParts = partsOf(have, 400) as [Positions, ...Positions[]]
    const [one, ...rest] = inParts
    const last = inParts.map((part) => String(Object.keys(part).findLast((on) => on.startsWith('chat/room/'))))
    for (const [place, on] of last.entries()) {
      const [id, room] = [`0197aaaa-0000-7000-8000-00000000000${place}`, on.slice('chat/room/'.length)]
      expect(await first.call('message.send', { room, id, text: 'missed' })).toMatchObject({ seq: 3 })
    }
    await using client = await connectRaw(world.url, ann.token, { have: one, early: said(rest), opened: true })
    const parts = await client.opened('chat')
    const all = [client.hello, ...parts].flatMap(({ streams }) => streams)
    expect(all.filter(({ reset }) => reset)).toEqual([])
    for (const on of last) expect(all.find((stream) => stream.on === on)?.from).toBe(2)
    for (const on of last) await client.waitFor(on, 3)
    const firstEvent = client.frames.findIndex((frame) => 'seq' in frame)
    expect(firstEvent).toBeGreaterThan(client.frames.indexOf(parts.at(-1) as OpenedFrame))
  })

  test('cannot name positions without end', async () => {
    await using client = await world.connect(ann, { opened: true })
    await expect(client.call('stream.have', { have: {} })).rejects.toMatchObject({ name: 'HELLO_FIRST' })
    const have = Object.fromEntries(
      Array.from({ length: 500 }, (_, place): [string, [number, number]] => [
        `chat/room/0197aaaa-0000-4000-8000-${String(place).padStart(12, '0')}`,
        [1, 1],
      ]),
    )
    const parts = Array.from({ length: 21 }, (_, part) =>
      Object.fromEntries(Object.entries(have).map(([on, at]) => [on.replace('0197aaaa', `0197${part + 1000}`), at])),
    )
    await expect(connectRaw(world.url, ann.token, { early: said(parts) })).rejects.toMatchObject({
      name: 'TOO_MANY_STREAMS',
      most: 10_000,
    })
  })

  test('comes back with the SDK, and nothing is begun anew', async () => {
    const parley = new Parley({ url: world.url, token: async () => ann.token })
    await using _parley = parley
    await parley.ready
    expect(parley.rooms.size).toBe(most)
    const resets: unknown[] = []
    parley.on('reset', (reset) => resets.push(reset))
    const { positions } = parley
    await using other = new Parley({ url: world.url, token: async () => ann.token, positions })
    other.on('reset', (reset) => resets.push(reset))
    await other.ready
    expect(Object.keys(other.positions)).toHaveLength(most + streamOwners.length)
    expect(resets).toEqual([])
    expect(parley.faults + other.faults).toBe(0)
  })
})
