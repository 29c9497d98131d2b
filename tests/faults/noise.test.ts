import { uuid7 } from '@parley/client'
import { type Link, layLink } from '@parley/testcontainers/link'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { makeNoise } from '../setup/nats-noise.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { seeded } from '../setup/seeded.ts'
import { sightsOf, standing, standingsOf } from '../setup/sights.ts'
import { storedEvents } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'
import { faultsIn, type Standing } from './history/history.ts'

interface Reader {
  readonly person: Person
  readonly client: RawClient
}

/** Of all tests of this file, as they share one world. */
const tried: string[] = []
const acknowledged: { on: string; seq: number; id: string }[] = []

const noises = [1, 2].map((seed) => makeNoise((subject) => subject.includes('.ev.'), seeded(seed)))
let links: Link[]
let world: World
beforeAll(async () => {
  const backing = inject('backing')
  links = await Promise.all(noises.map(({ spoil }) => layLink([backing.natsUrl], { replies: spoil })))
  world = await startWorld(backing, {
    gateways: 2,
    chats: 2,
    gatewayEnv: (place) => ({ NATS_URL: links[place]?.url, COMPARE_MS: '500' }),
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  for (const link of links) await link[Symbol.asyncDispose]()
})

/** Everybody has a device on each gateway. */
const enter = async (count: number): Promise<Reader[]> => {
  const people = await Promise.all(Array.from({ length: count }, (_, place) => world.person(`Person ${place}`)))
  return Promise.all(
    [0, 1].flatMap((gateway) =>
      people.map(async (person) => ({ person, client: await world.connect(person, { gateway }) })),
    ),
  )
}

const seenBy = ({ person, client }: Reader) => [...sightsOf(client.frames, person.user)]

/** What each reader should follow, and where they stand in it, as a new connection is told. */
const expected = async ({ person }: Reader): Promise<Standing[]> => {
  await using fresh = await world.connect(person)
  return standingsOf(person.user, fresh.hello)
}

const expectConvergence = async (readers: readonly Reader[]) => {
  const standings: Standing[] = []
  for (const reader of readers) {
    const all = await expected(reader)
    standings.push(...all)
    const wanted = new Map(all.map(({ on, head }) => [on, head]))
    const isThere = () => {
      const places = standing(seenBy(reader))
      return places.size === wanted.size && [...wanted].every(([on, head]) => places.get(on) === head)
    }
    await eventually('everybody stands at the end', isThere).catch(() => {
      expect(standing(seenBy(reader))).toEqual(wanted)
    })
  }
  const stored = await storedEvents(world.environment.adminUrl)
  const seen = new Map(
    readers.map((reader, place) => [
      `${place} ${reader.person.name}`,
      { user: reader.person.user, sights: seenBy(reader), stayed: true },
    ]),
  )
  expect(faultsIn({ tried, acknowledged, stored, seen, standings })).toEqual([])
  expect(readers.flatMap(({ client }) => client.resets)).toEqual([])
  for (const { client } of readers) expect(client.socket.readyState).toBe(client.socket.OPEN)
}

describe('a line from NATS that drops, repeats and reorders a third of the events', () => {
  test('changes nothing that clients see of messages', async () => {
    const readers = await enter(6)
    const people = readers.slice(0, 6)
    const rooms = await Promise.all(
      people
        .slice(0, 4)
        .map(({ client }) =>
          client.call('room.create', { kind: 'group', name: 'Room', members: people.map(({ person }) => person.user) }),
        ),
    )
    const say = async ({ client }: Reader, { room, on }: { room: string; on: string }) => {
      const id = uuid7()
      tried.push(id)
      const { seq } = await client.call('message.send', { room, id, text: 'said' })
      acknowledged.push({ on, seq, id })
    }
    for (let round = 0; round < 40; round++)
      await Promise.all(readers.map((reader, place) => say(reader, rooms[(round + place) % 4] as (typeof rooms)[0])))
    await expectConvergence(readers)
    for (const { counts } of noises) {
      expect(counts.dropped).toBeGreaterThan(10)
      expect(counts.repeated).toBeGreaterThan(10)
      expect(counts.heldUp).toBeGreaterThan(10)
    }
    for (const { client } of readers) await client[Symbol.asyncDispose]()
  })

  test('changes nothing that clients see of who comes and who goes, and of what they may follow', async () => {
    const readers = await enter(6)
    const random = seeded(3)
    const rooms = await Promise.all(
      readers.slice(0, 3).map(({ client, person }) =>
        client.call('room.create', {
          kind: 'group',
          name: `Room of ${person.name}`,
          members: [random.one(readers).person.user],
        }),
      ),
    )
    const act = async () => {
      const { client } = random.one(readers)
      const { room, on } = random.one(rooms)
      const user = random.one(readers).person.user
      const what = random()
      if (what < 0.3) return client.call('member.add', { room, users: [user] })
      if (what < 0.45) return client.call('member.remove', { room, user })
      if (what < 0.5) return client.call('room.leave', { room })
      const id = uuid7()
      tried.push(id)
      const { seq } = await client.call('message.send', { room, id, text: 'said' })
      return acknowledged.push({ on, seq, id })
    }
    for (let round = 0; round < 60; round++) await Promise.allSettled(Array.from({ length: 8 }, act))
    await expectConvergence(readers)
    for (const { client } of readers) await client[Symbol.asyncDispose]()
  })
})
