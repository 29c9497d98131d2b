import { describe, expect, test } from 'vitest'
import { settled } from '../test/simulated-clock.ts'
import {
  asked,
  clock,
  online,
  parley,
  reports,
  room,
  server,
  simulateForEachTest,
  start,
} from '../test/simulated-parley.ts'
import { me, other, ownStream, roomId } from '../test/simulated-server.ts'
import { ParleyError } from './parley-error.ts'

simulateForEachTest()

describe('connecting', () => {
  test('offers the subprotocol and the token, and knows the rooms soon after', async () => {
    server.room(1)
    start()
    expect(parley.state).toBe('connecting')
    await clock.pass(100)
    expect(parley.state).toBe('online')
    await parley.ready
    expect(server.socket.protocols).toEqual(['parley.v1.json', 'bearer.jwt-1'])
    expect(parley.user).toBe(me)
    expect([...parley.rooms.keys()]).toEqual([roomId(1)])
    expect(room()).toMatchObject({ name: 'Room 1', kind: 'group', role: 'member', head: 1, unread: 0 })
  })

  test('waits longer after each refusal, and half a minute at most', async () => {
    server.isUp = false
    start()
    await clock.pass(20)
    expect(parley.state).toBe('waiting')
    expect(parley.retryAt).toBe(clock.date() - 15 + 250)
    await clock.pass(2_000)
    expect(server.sockets.length).toBe(4)
    await clock.pass(600_000)
    const tries = server.sockets.length
    await clock.pass(300_000)
    expect(server.sockets.length - tries).toBeGreaterThan(18)
    expect(server.sockets.length - tries).toBeLessThan(22)
    server.isUp = true
    await clock.pass(20_000)
    expect(parley.state).toBe('online')
  })

  test('asks for another token when a handshake was refused, and not again when that one is refused too', async () => {
    server.isUp = false
    start()
    await clock.pass(2_000)
    expect(asked.map(({ fresh }) => fresh)).toEqual([false, true, false, true])
    server.isUp = true
    await clock.pass(5_000)
    expect(parley.state).toBe('online')
  })

  test('tries again when the token cannot be had, and ends when the session is over', async () => {
    const failures: Error[] = [new TypeError('fetch failed')]
    const over = new ParleyError({ code: 1109, name: 'REFRESH_INVALID', text: 'Log in again.' })
    start({ token: async () => Promise.reject(failures.shift() ?? over) })
    await settled()
    expect(parley.state).toBe('waiting')
    await clock.pass(1_000)
    expect(parley.state).toBe('ended')
    expect(parley.error).toBe(over)
    await expect(parley.ready).rejects.toBe(over)
    await expect(parley.call('room.list', {})).rejects.toBe(over)
  })

  test('ends when the server says not to come back', async () => {
    await online()
    server.socket.cut(4501)
    await clock.pass(60_000)
    expect(parley.state).toBe('ended')
    expect(parley.error).toMatchObject({ name: 'SESSION_ENDED', body: { close_code: 4501 } })
    expect(server.sockets).toHaveLength(1)
  })

  test('comes back with another token when the token ran out', async () => {
    await online()
    server.socket.cut(4005)
    await clock.pass(1_000)
    expect(asked).toEqual([{ fresh: false }, { fresh: true }])
    expect(parley.state).toBe('online')
  })

  test('is for one user: a token of somebody else ends it', async () => {
    await online()
    server.user = other
    server.socket.cut(4000)
    await clock.pass(1_000)
    expect(parley.state).toBe('ended')
    expect(parley.error?.name).toBe('TOKEN_OF_ANOTHER')
  })

  test('notices a dead line by silence', async () => {
    await online()
    const opened = server.sockets.length
    server.isDeaf = true
    await clock.pass(24_800)
    expect(parley.state).toBe('online')
    await clock.pass(5_200)
    expect(parley.state).toBe('waiting')
    server.isDeaf = false
    await clock.pass(1_000)
    expect(parley.state).toBe('online')
    expect(server.sockets.length).toBe(opened + 1)
  })

  test('pings while it only listens, as the server wants to hear of it too', async () => {
    const id = server.room(1)
    await online()
    for (let second = 0; second < 60; second++) {
      server.say(id, 'hello')
      await clock.pass(1_000)
    }
    expect(server.asked('ping')).toHaveLength(2)
  })

  test('renews the token ahead of its end, again and again', async () => {
    await online()
    await clock.pass(3_600_000)
    expect(server.sockets).toHaveLength(1)
    expect(server.asked('token.renew').map((request) => request.with.token)).toEqual([
      'jwt-2',
      'jwt-3',
      'jwt-4',
      'jwt-5',
    ])
  })

  test('lets go of an answer that is no answer, and comes back', async () => {
    await online()
    server.socket.onmessage?.({ data: '{"id":' })
    expect(parley.state).toBe('waiting')
    expect(reports).toHaveLength(1)
    await clock.pass(1_000)
    expect(parley.state).toBe('online')
  })
})

describe('calls', () => {
  test('wait for a connection, but not for ever', async () => {
    server.room(1)
    server.isUp = false
    start()
    const hopeless = parley.call('room.list', {}).catch((error: ParleyError) => error)
    await clock.pass(15_000)
    expect(await hopeless).toMatchObject({ name: 'UNAVAILABLE' })
    const patient = parley.call('room.get', { room: roomId(1) })
    server.isUp = true
    await clock.pass(15_000)
    expect(await patient).toMatchObject({ name: 'Room 1' })
  })

  test('that read are repeated after a passing trouble, others are not', async () => {
    await online()
    let refusals = 2
    server.troubleWith = () => (refusals-- > 0 ? { kind: 'refuse', name: 'UNAVAILABLE' } : undefined)
    const reading = parley.call('room.list', {})
    await clock.pass(5_000)
    expect(await reading).toEqual({ rooms: [], more: false })
    refusals = 1
    const leaving = parley.call('room.leave', { room: roomId(1) }).catch((error: ParleyError) => error)
    await clock.pass(5_000)
    expect(await leaving).toMatchObject({ name: 'UNAVAILABLE', code: 1005 })
  })

  test('whose answer was lost with the connection say that nobody knows', async () => {
    await online()
    server.troubleWith = () => ({ kind: 'sever', acted: true })
    const leaving = parley.call('room.leave', { room: roomId(1) }).catch((error: ParleyError) => error)
    await clock.pass(100)
    expect(await leaving).toMatchObject({ name: 'TIMEOUT' })
  })
})

describe('those who listen', () => {
  test('hear once of all that changed in one go, and see the version grow', async () => {
    const id = server.room(1)
    await online()
    let calls = 0
    const stop = parley.subscribe(() => calls++)
    const before = parley.version
    for (const text of ['one', 'two', 'three']) server.say(id, text)
    await clock.pass(10)
    expect(calls).toBeGreaterThan(0)
    expect(parley.version).toBeGreaterThan(before)
    stop()
    const heard = calls
    server.say(id, 'four')
    await clock.pass(10)
    expect(calls).toBe(heard)
  })

  test('may throw without harm', async () => {
    const id = server.room(1)
    await online()
    parley.subscribe(() => {
      throw new Error('view')
    })
    parley.on('event', () => {
      throw new Error('bot')
    })
    parley.on('event', async () => {
      await settled()
      throw new Error('later')
    })
    const heard: string[] = []
    parley.on('event', (event) => heard.push(event.ev))
    server.say(id, 'one')
    await clock.pass(10)
    expect(heard).toEqual(['message.sent'])
    await settled()
    expect(reports.map((fault) => (fault as Error).message).sort()).toEqual(['bot', 'later', 'view'])
    expect(parley.state).toBe('online')
  })

  test('find the room of an event, and none for what is of no room', async () => {
    const id = server.room(1)
    await online()
    const rooms: (string | undefined)[] = []
    parley.on('event', (event) => rooms.push(parley.roomOf(event)?.id))
    server.say(id, 'one')
    await clock.pass(10)
    expect(rooms).toEqual([room().id])
    expect(parley.roomOf({ on: room().on })).toBe(room())
    expect(parley.roomOf({ on: ownStream })).toBeUndefined()
  })

  test('see the same arrays and messages until something changes', async () => {
    const id = server.room(1)
    await online()
    server.say(id, 'one')
    await clock.pass(10)
    const { events, messages } = room()
    void room().markRead()
    await clock.pass(50)
    expect(room().events).toBe(events)
    expect(room().messages).toBe(messages)
    server.say(id, 'two')
    await clock.pass(10)
    expect(room().messages).not.toBe(messages)
    expect(room().messages[0]).toBe(messages[0])
  })

  test('hear of states and of returned messages', async () => {
    const heard: unknown[] = []
    start()
    parley.on('state', (state) => heard.push(state))
    parley.on('returned', ({ text, why }) => heard.push([text, why]))
    await clock.pass(100)
    server.emit(ownStream, 'message.returned', { id: roomId(5), user: other, text: 'hi', why: 'USER_NOT_FOUND' }, me)
    await clock.pass(10)
    server.socket.cut(4000)
    await clock.pass(1_000)
    await parley.close()
    expect(heard).toEqual(['online', ['hi', 'USER_NOT_FOUND'], 'waiting', 'connecting', 'online', 'ended'])
  })
})
