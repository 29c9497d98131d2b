import { isDeepStrictEqual } from 'node:util'
import { uuid7 } from '@parley/client'
import { events, MessageText, matches } from '@parley/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Person, startWorld, type World } from '../setup/world.ts'
import { cases, Reader, takeSnapshot } from './snapshot.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '500' } })
})
afterAll(() => world[Symbol.asyncDispose]())

const seen = new Set<string>()

type Step = readonly [what: string, who: number, whom: number, where: number, text: string]

const act = async (
  people: readonly Person[],
  rooms: string[],
  [what, who, whom, where, text]: Step,
): Promise<unknown> => {
  const { token } = people[who % people.length] as Person
  const { user } = people[whom % people.length] as Person
  const room = rooms[where % Math.max(rooms.length, 1)] ?? uuid7()
  switch (what) {
    case 'group':
      return rooms.push(
        (await world.post('room.create', { kind: 'group', name: 'Group', members: [user] }, token)).room,
      )
    case 'direct':
      return world.post('room.create', { kind: 'direct', user }, token)
    case 'write':
      return world.post('direct.send', { user, id: uuid7(), text }, token)
    case 'write to nobody':
      return world.post('direct.send', { user: uuid7(), id: uuid7(), text }, token)
    case 'add':
      return world.post('member.add', { room, users: [user] }, token)
    case 'remove':
      return world.post('member.remove', { room, user }, token)
    case 'leave':
      return world.post('room.leave', { room }, token)
    case 'take back': {
      const { head } = await world.post('room.get', { room }, token)
      return world.post('message.delete', { room, seq: Math.max(1, head - whom) }, token)
    }
    case 'hide':
      return world.post('author.hide', { user }, token)
    case 'show':
      return world.post('author.show', { user }, token)
    case 'read':
      return world.post('cursor.move', { room, seq: where + 3 }, token)
    default:
      return world.post('message.send', { room, id: uuid7(), text }, token)
  }
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      'group',
      'direct',
      'write',
      'write to nobody',
      'add',
      'add',
      'remove',
      'leave',
      'take back',
      'take back',
      'hide',
      'hide',
      'show',
      'read',
      'say',
      'say',
      'say',
    ),
    fc.nat(3),
    fc.nat(3),
    fc.nat(12),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => matches(MessageText, text)),
  ),
  { minLength: 15, maxLength: 60 },
)

/** What chance may leave out. */
const actOnce = async ([ann, bob, cid]: readonly Person[]) => {
  const members = [bob?.user ?? '', cid?.user ?? '']
  const { room } = await world.post('room.create', { kind: 'group', name: 'Always', members }, ann?.token)
  const { seq } = await world.post('message.send', { room, id: uuid7(), text: 'not so' }, cid?.token)
  await world.post('message.delete', { room, seq }, cid?.token)
  await world.post('author.hide', { user: ann?.user ?? '' }, cid?.token).catch(() => {})
  await world.post('author.show', { user: ann?.user ?? '' }, cid?.token)
  await world.post('room.leave', { room }, ann?.token)
  await act([bob as Person], [], ['write to nobody', 0, 0, 0, 'anybody?']).catch(() => {})
}

const readers = (people: readonly Person[]) =>
  Promise.all(
    people.map(async (person, place) => {
      const client = await world.connect(person, { gateway: place % 2 })
      return { client, reader: new Reader(person, client, await takeSnapshot(world, person)) }
    }),
  )

describe('a snapshot and the events after it', () => {
  test(
    'make what a fresh snapshot says, for every reader, after anything that people do at once',
    () =>
      fc.assert(
        fc.asyncProperty(steps, steps, fc.integer({ min: 1, max: 6 }), async (before, after, atOnce) => {
          const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.person(name)))
          const rooms: string[] = []
          const actAll = async (all: readonly Step[]) => {
            for (let start = 0; start < all.length; start += atOnce)
              await Promise.allSettled(all.slice(start, start + atOnce).map((step) => act(people, rooms, step)))
          }
          await actAll(before)
          const own = await readers(people)
          await actOnce(people)
          await actAll(after)
          for (const { client, reader } of own) {
            const fresh = await takeSnapshot(world, reader.person)
            for (
              const end = Date.now() + 5_000;
              !isDeepStrictEqual(await reader.current(), fresh) && Date.now() < end;
            )
              await new Promise((resolve) => setTimeout(resolve, 10))
            expect(await reader.current()).toEqual(fresh)
            for (const frame of client.frames) if ('ev' in frame) seen.add(frame.ev)
            for (const room of Object.values(fresh.rooms)) for (const { ev } of room.events) seen.add(ev)
            await client[Symbol.asyncDispose]()
          }
        }),
        { numRuns: 10, endOnFailure: true },
      ),
    120_000,
  )

  test('were tried with every event of the protocol table that chat emits', () => {
    const own = Object.entries(events).filter(([, { stream }]) => stream.startsWith('chat/'))
    for (const [name] of own) {
      expect(cases).toHaveProperty([name])
      expect(seen).toContain(name)
    }
  })
})
