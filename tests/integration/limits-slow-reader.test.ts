import { uuid7 } from '@parley/client'
import { closeCodes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

/** More than the kernel takes for somebody who does not read, and more than one connection may have waiting. */
const messages = 1_200
/** 16,000 bytes. */
const text = '😀'.repeat(4_000)
const unreadBytes = 1_048_576

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, env: { UNREAD_BYTES: String(unreadBytes) } })
})
afterAll(() => world[Symbol.asyncDispose]())

const makeGroup = async () => {
  const people = await Promise.all(['Writer', 'Reader', 'Lazy'].map((name) => world.person(name)))
  const [writer, reader, lazy] = people as [Person, Person, Person]
  const members = [reader.user, lazy.user]
  const room = await world.post('room.create', { kind: 'group', name: 'Busy', members }, writer.token)
  return { writer, reader, lazy, ...room }
}

/** Fifty at a time. */
const say = async (client: RawClient, room: string, count: number) => {
  for (let left = count; left > 0; left -= 50)
    await Promise.all(
      Array.from({ length: Math.min(50, left) }, () => client.call('message.send', { room, id: uuid7(), text })),
    )
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place + 1)
const seen = (client: RawClient, on: string) => client.events(on).map((event) => event.seq)

/** Everything up to this position, or how the connection ended before that. */
const readUpTo = (client: RawClient, on: string, seq: number) =>
  Promise.race([client.waitFor(on, seq).then(() => 'everything'), client.closed()])

describe('a client that stops reading in a busy room', () => {
  test('is cut, nobody else notices, and it resumes with everything it missed, in order', async () => {
    const { writer, reader, lazy, room, on, head } = await makeGroup()
    await using sends = await world.connect(writer)
    await using reads = await world.connect(reader)
    await using sleeps = await world.connect(lazy)
    sleeps.socket.pause()
    await say(sends, room, messages)
    expect(await readUpTo(reads, on, head + messages)).toBe('everything')
    sleeps.socket.resume()
    expect([closeCodes.SLOW_READER.code, 1006]).toContain(await sleeps.closed())

    const last = head + messages
    const before = seen(sleeps, on)
    expect(before.length).toBeLessThan(messages)
    expect(before).toEqual(numbers(head, head + before.length))
    for (const client of [sends, reads]) {
      expect(seen(client, on)).toEqual(numbers(head, last))
      expect(client.resets).toEqual([])
    }
    for (const gateway of [0, 1]) {
      await using again = await world.connect(lazy, { gateway, have: sleeps.positions() })
      expect(await readUpTo(again, on, last)).toBe('everything')
      expect(seen(again, on)).toEqual(numbers(head + before.length, last))
      expect(again.resets).toEqual([])
    }
  })
})

describe('a client that comes back to much that it missed', () => {
  test('gets it at its own pace, however long it does not read', async () => {
    const { writer, lazy, room, on, head, epoch } = await makeGroup()
    await using sends = await world.connect(writer)
    await say(sends, room, 500)
    for (const gateway of [0, 1]) {
      await using back = await world.connect(lazy, { gateway, have: { [on]: [epoch, head] } })
      back.socket.pause()
      await say(sends, room, 100)
      const last = head + 600 + gateway * 100
      await sends.waitFor(on, last)
      back.socket.resume()
      expect(await readUpTo(back, on, last)).toBe('everything')
      expect(seen(back, on)).toEqual(numbers(head, last))
    }
  })

  test('gets what it missed in many rooms, without being too slow for all of them together', async () => {
    const [writer, lazy] = await Promise.all([world.person('Writer'), world.person('Lazy')])
    await using sends = await world.connect(writer)
    const rooms = await Promise.all(
      Array.from({ length: 80 }, (_, place) =>
        sends.call('room.create', { kind: 'group', name: `Room ${place}`, members: [lazy.user] }),
      ),
    )
    await using follows = await world.connect(lazy)
    for (const { room } of rooms) await say(sends, room, 10)
    await Promise.all(rooms.map(({ on, head }) => follows.waitFor(on, head + 10)))
    const have = Object.fromEntries(rooms.map(({ on, epoch, head }) => [on, [epoch, head] as [number, number]]))
    for (const gateway of [0, 1]) {
      await using back = await world.connect(lazy, { gateway, have })
      const outcomes = await Promise.all(rooms.map(({ on, head }) => readUpTo(back, on, head + 10)))
      expect(new Set(outcomes)).toEqual(new Set(['everything']))
      for (const { on, head } of rooms) expect(seen(back, on)).toEqual(numbers(head, head + 10))
    }
  })
})
