/** Whatever is loaded without anybody waiting for it is asked for again until it is known. */
import type { ErrorName } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import { ownStream, roomId, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

const troubles = ['INTERNAL', 'TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT'] as const

/** Refuses a command so often. */
const refuse = (command: string, name: ErrorName, times = 6) => {
  let left = times
  server.troubleWith = (request) =>
    request.do === command && left-- > 0 ? { kind: 'refuse', name, retry_ms: 10 } : undefined
}

describe.each(troubles)('what is refused with %s again and again', (name) => {
  test('as the list of rooms is, is known in the end', async () => {
    server.room(1, 3)
    refuse('room.list', name)
    start()
    await clock.pass(60_000)
    expect(room()).toMatchObject({ head: 4, unread: 3 })
    await parley.ready
  })

  test('as a room is that was listed while something happened in it, is known in the end', async () => {
    server.room(1, 2)
    refuse('room.get', name)
    const { troubleWith } = server
    server.troubleWith = (request) =>
      request.do === 'room.list' ? { kind: 'dawdle', lateMs: 100 } : troubleWith(request)
    start()
    await clock.pass(50)
    server.say(roomId(1), 'while the list was on its way')
    server.move({ room: roomId(1), seq: 4 })
    server.say(roomId(1), 'and more')
    await clock.pass(60_000)
    expect(server.asked('room.get').length).toBeGreaterThan(5)
    expect(room()).toMatchObject({ head: 5, read: 4, unread: 1 })
  })

  test.each(['room.get', 'room.history'])(
    'as %s is for what was loaded before a reset, is loaded again',
    async (command) => {
      const id = server.room(1, 5)
      await online()
      await Promise.all([room().load(), room().loadOlder(), clock.pass(50)])
      refuse(command, name)
      server.restore(2)
      await clock.pass(60_000)
      expect(room().members).toHaveLength(2)
      expect(room().messages).toHaveLength(3)
      expect(room().head).toBe(server.head(roomStream(id)))
    },
  )

  test('as what was loaded before a first reset, and is not back yet at a second one, is loaded again', async () => {
    const id = server.room(1, 5)
    await online()
    await Promise.all([room().loadOlder(), clock.pass(50)])
    server.troubleWith = ({ do: command }) =>
      command.startsWith('room.') ? { kind: 'refuse', name, retry_ms: 2_000 } : undefined
    server.restore(1)
    await clock.pass(3_000)
    server.restore(1)
    server.troubleWith = () => undefined
    await clock.pass(60_000)
    expect(room().messages).toHaveLength(3)
    expect(room().head).toBe(server.head(roomStream(id)))
  })

  test('as the cursor is that was moved while offline, is told in the end', async () => {
    const id = server.room(1, 5)
    await online()
    server.socket.sever()
    server.isUp = false
    const reading = room()
      .markRead()
      .catch(() => {})
    await clock.pass(20_000)
    await reading
    refuse('cursor.move', name)
    server.isUp = true
    await clock.pass(90_000)
    expect(server.stream(roomStream(id)).read).toBe(6)
  })
})

describe('what was asked for in the background', () => {
  test('is not asked for again once it does not matter: the room is left', async () => {
    const id = server.room(1, 5)
    await online()
    await Promise.all([room().load(), room().loadOlder(), clock.pass(50)])
    refuse('room.get', 'INTERNAL', Number.POSITIVE_INFINITY)
    server.reset(roomStream(id), 2)
    await clock.pass(10_000)
    server.leave(id)
    await clock.pass(30_000)
    const { length } = server.asked('room.get')
    await clock.pass(300_000)
    expect(server.asked('room.get')).toHaveLength(length)
  })

  test('is not asked for again where the answer is final', async () => {
    const id = server.room(1, 5)
    await online()
    await Promise.all([room().load(), clock.pass(50)])
    refuse('room.get', 'ROOM_NOT_FOUND', Number.POSITIVE_INFINITY)
    server.reset(roomStream(id), 2)
    await clock.pass(300_000)
    expect(server.asked('room.get')).toHaveLength(2)
  })

  test('leaves no timer behind when the connection is closed', async () => {
    server.room(1)
    refuse('room.list', 'INTERNAL', Number.POSITIVE_INFINITY)
    start()
    await clock.pass(100_000)
    await parley.close()
    expect(clock.timers).toBe(0)
  })

  test('says from where on one sees a room, also where an event overtakes the answer', async () => {
    const id = server.room(1, 5)
    await online()
    await Promise.all([room().loadOlder(), clock.pass(50)])
    server.troubleWith = ({ do: command }) => (command === 'room.get' ? { kind: 'dawdle', lateMs: 200 } : undefined)
    server.showNewcomers(id, 'since_joining')
    await clock.pass(100)
    server.say(id, 'while the answer was on its way')
    await clock.pass(60_000)
    expect(room().floor).toBe(6)
    expect(await room().loadOlder()).toBe(false)
  })

  test('is not hurried: pauses grow to half a minute', async () => {
    server.emit(ownStream, 'something', {}, roomId(1))
    refuse('room.list', 'INTERNAL', Number.POSITIVE_INFINITY)
    start()
    await clock.pass(600_000)
    expect(server.asked('room.list').length).toBeLessThan(60)
  })
})
