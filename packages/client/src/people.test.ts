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

  test('are looked up again where nothing was told of them for ten minutes, or over another connection', async () => {
    await online()
    const want = async () => {
      parley.people.want([other])
      await clock.pass(50)
      return askedFor().length
    }
    expect([await want(), await want()]).toEqual([1, 1])
    await clock.pass(600_000)
    expect([await want(), await want()]).toEqual([2, 2])
    const { round } = parley.people
    for (const socket of server.sockets) socket.sever()
    await clock.pass(5_000)
    expect(parley.people.round).toBeGreaterThan(round)
    expect([await want(), await want()]).toEqual([3, 3])
  })
})

describe('somebody who is called otherwise', () => {
  const renamed = (name: string, user = other) =>
    server.signal('member.renamed', { user, name, version: 2 }, room().on, undefined as never)

  test('is so in the members of each room, and for whoever listens to one of them', async () => {
    for (const number of [1, 2]) server.room(number)
    await online()
    for (const number of [1, 2]) {
      const { on } = room(number)
      server.emit(on, 'member.joined', { user: other, name: 'Byron', role: 'member' }, other)
    }
    await clock.pass(10)
    let drawn = 0
    room(2).subscribe(() => drawn++)
    renamed('Countess')
    await clock.pass(10)
    const nameIn = (number: number) => room(number).members.find(({ user }) => user === other)?.name
    expect([nameIn(1), nameIn(2), parley.people.get(other)?.name, drawn]).toEqual([
      'Countess',
      'Countess',
      'Countess',
      1,
    ])
  })

  test('stays so whatever an event of before says they are called', async () => {
    server.room(1)
    await online()
    parley.people.learn([{ user: other, name: 'Countess' }])
    server.emit(room().on, 'member.joined', { user: other, name: 'Byron', role: 'member' }, other)
    await clock.pass(10)
    expect(parley.people.get(other)?.name).toBe('Countess')
    expect(room().members.find(({ user }) => user === other)?.name).toBe('Countess')
  })

  test('is not, where only what they tell of themselves is another: the number of that is known', async () => {
    server.room(1)
    await online()
    parley.people.learn([{ user: other, name: 'Ada', profile: 1 }])
    const before = parley.people.get(other)
    server.signal('member.renamed', { user: other, name: 'Ada', profile: 2, version: 3 }, room().on, undefined as never)
    await clock.pass(10)
    expect(parley.people.get(other)).toEqual({ user: other, name: 'Ada', profile: 2 })
    parley.people.learn([{ user: other, name: 'Ada' }])
    expect([before?.profile, parley.people.get(other)?.profile]).toEqual([1, 2])
  })

  test('is oneself where another device has said so', async () => {
    await online()
    parley.people.learn([{ user: me, name: 'Me' }])
    server.signal('name.changed', { user: me, name: 'Myself', version: 3 })
    await clock.pass(10)
    expect(parley.people.get(me)?.name).toBe('Myself')
  })
})
