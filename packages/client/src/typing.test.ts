import { describe, expect, test } from 'vitest'
import { clock, online, parley, reports, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { me, other } from '../test/simulated-server.ts'

simulateForEachTest()

const third = '00000000-0000-7000-8000-000000000003'

/** What others do in room 1. */
const types = (user = other) => server.signal('typing.started', {}, room().on, user)
const begin = async () => {
  for (const number of [1, 2]) server.room(number)
  await online()
}

describe('who types in a room', () => {
  test('is known for ten seconds, and longer where they say so again', async () => {
    await begin()
    types()
    await clock.pass(5_000)
    expect(room().typing).toEqual([other])
    types()
    await clock.pass(9_900)
    expect(room().typing).toEqual([other])
    await clock.pass(200)
    expect(room().typing).toEqual([])
  })

  test('stops with their message, when they are gone, and when they leave the room', async () => {
    await begin()
    const ends = [
      () => server.emit(room().on, 'message.sent', { id: third, text: 'Hello' }, other),
      () => server.signal('typing.stopped', {}, room().on, other),
      () => server.emit(room().on, 'member.left', { user: other }, other),
    ]
    for (const end of ends) {
      types()
      types(third)
      await clock.pass(100)
      expect(room().typing).toEqual([other, third])
      end()
      await clock.pass(100)
      expect(room().typing).toEqual([third])
      await clock.pass(10_000)
    }
  })

  test('is not oneself, on whichever device', async () => {
    await begin()
    types(me)
    await clock.pass(100)
    expect(room().typing).toEqual([])
  })

  test('is the same list until somebody begins or stops, and views of other rooms are not drawn', async () => {
    await begin()
    types()
    await clock.pass(100)
    const { typing } = room()
    const drawn = { here: 0, there: 0 }
    room(1).subscribe(() => drawn.here++)
    room(2).subscribe(() => drawn.there++)
    types()
    await clock.pass(100)
    expect(room().typing).toBe(typing)
    expect(drawn).toEqual({ here: 0, there: 0 })
    types(third)
    await clock.pass(100)
    expect(room().typing).toEqual([other, third])
    expect(drawn).toEqual({ here: 1, there: 0 })
  })

  test('is nobody while there is no connection, when one has left, and where what one may see has changed', async () => {
    await begin()
    const endings = [
      () => server.socket.sever(),
      () => server.emit(`chat/user/${me}`, 'author.hidden', { user: other }, me),
      () => parley.close(),
    ]
    for (const end of endings) {
      await clock.pass(5_000)
      const { typing } = room()
      types()
      await clock.pass(50)
      expect([typing, room().typing]).toEqual([[], [other]])
      void end()
      await clock.pass(50)
      expect(room().typing).toEqual([])
    }
    expect(clock.timers).toBe(0)
  })
})

describe('that one types oneself', () => {
  const told = () => server.asked('typing.start').map((request) => request.with)

  test('is told once in some seconds, however many letters, and of each room by itself', async () => {
    await begin()
    for (let letter = 0; letter < 100; letter++) {
      room(1).startTyping()
      await clock.pass(100)
    }
    room(2).startTyping()
    await clock.pass(100)
    expect(told()).toEqual([1, 1, 2].map((number) => ({ room: room(number).id })))
  })

  test('is not told later what was typed without a connection', async () => {
    await begin()
    server.socket.sever()
    await clock.pass(10)
    expect(parley.state).not.toBe('online')
    room().startTyping()
    await clock.pass(20_000)
    expect(parley.state).toBe('online')
    expect(told()).toEqual([])
  })

  test('troubles nobody where the server is older and does not know it', async () => {
    await begin()
    server.troubleWith = ({ do: command }) =>
      command === 'typing.start' ? { kind: 'refuse', name: 'UNKNOWN_COMMAND' } : undefined
    room().startTyping()
    await clock.pass(1_000)
    expect(parley.state).toBe('online')
    expect(reports).toEqual([])
  })
})
