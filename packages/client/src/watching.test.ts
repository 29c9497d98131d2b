import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { me, other } from '../test/simulated-server.ts'
import type { Room } from './room.ts'
import { watch } from './watch.ts'

simulateForEachTest()

/** What a view may read of a room. */
const valuesOf = (room: Room): unknown[] => [
  room.name,
  room.role,
  room.head,
  room.read,
  room.unread,
  room.members,
  room.memberCount,
  room.events,
  room.messages,
  room.typing,
]

const load = async (number = 1): Promise<void> => {
  void room(number).load()
  void room(number).loadOlder()
  await clock.pass(50)
}

const countCalls = (source: { subscribe: Room['subscribe'] }): { calls: number } => {
  const count = { calls: 0 }
  source.subscribe(() => count.calls++)
  return count
}

/** Each does something to room 1. */
const happenings: Record<string, () => unknown> = {
  'a message of somebody': () => server.say(room().id, 'hello'),
  'a message of one’s own': () => room().send('hello'),
  'a member who comes in': () =>
    server.emit(room().on, 'member.joined', { user: other, name: 'Zoe', role: 'member' }, me),
  'a member who leaves': () => server.emit(room().on, 'member.left', { user: other }, other),
  'another role': () => server.emit(room().on, 'role.changed', { user: me, role: 'owner' }, other),
  'an event that this version does not know': () => server.emit(room().on, 'weather.changed', {}, other),
  'somebody who types': () => server.signal('typing.started', {}, room().on, other),
  'reading it': () => room().markRead(),
  'loading it': () => room().load(),
  'loading what is older': () => room().loadOlder(),
  'a stream that begins anew': () => server.reset(room().on, 2),
}

describe('what happens in one room', () => {
  test.each(Object.entries(happenings))('leaves those who watch another alone: %s', async (_, happen) => {
    for (const number of [1, 2]) server.say(server.room(number), 'before')
    await online()
    await load(2)
    const [there, all] = [countCalls(room(2)), countCalls(parley)]
    const before = valuesOf(room(2))
    const { version } = room(2)
    const here = countCalls(room(1))
    void happen()
    await clock.pass(200)
    expect(here.calls).toBeGreaterThan(0)
    expect(all.calls).toBeGreaterThan(0)
    expect(there.calls).toBe(0)
    expect(room(2).version).toBe(version)
    for (const [place, value] of valuesOf(room(2)).entries()) expect(value).toBe(before[place])
  })
})

describe('what is said again', () => {
  test('changes nothing and is told to nobody: the same members, history, list and connection', async () => {
    for (const number of [1, 2]) server.say(server.room(number), 'before')
    await online()
    await load()
    const before = [...valuesOf(room()), parley.roomList, parley.unsent, ...room().members, ...room().messages]
    const here = countCalls(room())
    void room().loadMembers()
    await load()
    server.socket.sever()
    await clock.pass(5_000)
    expect(parley.state).toBe('online')
    const after = [...valuesOf(room()), parley.roomList, parley.unsent, ...room().members, ...room().messages]
    for (const [place, value] of after.entries()) expect(value).toBe(before[place])
    expect(here.calls).toBe(0)
  })

  test('a message that the server has answered is the same object when its event comes', async () => {
    server.room(1)
    await online()
    await load()
    server.copies = () => 0
    void room().send('mine')
    await clock.pass(50)
    const [message] = room().messages
    expect(message).toMatchObject({ text: 'mine', state: 'sent' })
    server.copies = () => 1
    server.say(room().id, 'next')
    await clock.pass(5_000)
    expect(room().messages.map(({ text }) => text)).toEqual(['mine', 'next'])
    expect(room().messages[0]).toBe(message)
  })
})

describe('a watcher', () => {
  test('hears of what it selects when that is another than before, until it has enough', async () => {
    const id = server.room(1)
    await online()
    const unread: number[] = []
    const stop = watch(
      room(),
      (room) => room.unread,
      (count) => unread.push(count),
    )
    server.say(id, 'one')
    await clock.pass(10)
    await load()
    server.say(id, 'two')
    await clock.pass(10)
    stop()
    server.say(id, 'three')
    await clock.pass(10)
    expect(unread).toEqual([1, 2])
  })

  test('of the list of rooms hears of those that come and go, and of nothing in them', async () => {
    const id = server.room(1)
    await online()
    const lists: number[] = []
    watch(
      parley,
      ({ roomList }) => roomList,
      (list) => lists.push(list.length),
    )
    server.say(id, 'one')
    await clock.pass(10)
    const joined = server.join(2)
    await clock.pass(10)
    server.leave(joined)
    await clock.pass(10)
    expect(lists).toEqual([2, 1])
  })
})
