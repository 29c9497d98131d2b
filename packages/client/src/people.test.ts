import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { me, other, roomId } from '../test/simulated-server.ts'
import type { Person } from './people.ts'

simulateForEachTest()

const strangers = Array.from({ length: 250 }, (_, number) => roomId(1_000 + number))
const load = async (): Promise<void> => {
  void room().load()
  await clock.pass(50)
}

const askedFor = (): string[][] =>
  server.asked('user.get').map((request) => (request.with as { users: string[] }).users)

describe('people', () => {
  test('who are wanted in one moment are asked for together, a hundred at a time, and once', async () => {
    await online()
    parley.people.want(strangers.slice(0, 10))
    parley.people.want(strangers)
    await clock.pass(50)
    parley.people.want(strangers)
    await clock.pass(50)
    expect(askedFor().map((users) => users.length)).toEqual([100, 100, 50])
    expect(new Set(askedFor().flat())).toEqual(new Set(strangers))
    expect(parley.people.get(strangers[7] as string)?.name).toBe(`Person ${strangers[7]}`)
  })

  test('are asked for again after a stumble of the server or the line, until they are known', async () => {
    await online()
    let stumbles = 3
    server.troubleWith = ({ do: command }) => {
      if (command !== 'user.get' || stumbles-- <= 0) return undefined
      return stumbles === 1 ? { kind: 'sever', acted: false } : { kind: 'refuse', name: 'INTERNAL' }
    }
    parley.people.want([other])
    await clock.pass(120_000)
    expect(parley.people.get(other)?.name).toBe(`Person ${other}`)
  })

  test('are known from members and from who comes in, and are the same objects as long as they are called the same', async () => {
    const id = server.room(1)
    await online()
    expect(parley.people.get(other)).toBeUndefined()
    await load()
    const known = parley.people.get(me) as Person
    server.emit(room().on, 'member.joined', { user: strangers[0], name: 'Zoe', role: 'member' }, other)
    await clock.pass(10)
    expect(parley.people.get(strangers[0] as string)).toEqual({ user: strangers[0], name: 'Zoe' })
    await load()
    expect(parley.people.get(me)).toBe(known)
    expect(parley.rooms.has(id)).toBe(true)
    expect(askedFor()).toEqual([])
  })

  test('tell whoever listens when somebody becomes known or is called otherwise, and else nothing', async () => {
    await online()
    let calls = 0
    parley.people.subscribe(() => calls++)
    for (const name of ['Ada', 'Ada', 'Countess']) {
      parley.people.learn([{ user: other, name }])
      await clock.pass(1)
    }
    expect(calls).toBe(2)
    expect(parley.people.get(other)?.name).toBe('Countess')
  })
})
