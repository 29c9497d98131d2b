import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import { roomId } from '../test/simulated-server.ts'
import { systemClock } from './clock.ts'
import type { ParleyError } from './parley-error.ts'
import { Session } from './session.ts'

simulateForEachTest()

const minutes = 60_000
const hours = 60 * minutes

/** What the time of day may be, and become, at whatever moment. */
const wrongTimes = [
  ['ten minutes ahead', 10 * minutes],
  ['ten minutes behind', -10 * minutes],
  ['a day ahead', 24 * hours],
  ['at the beginning of time', -1_790_000_000_000],
] as const

/** A session on a server that counts what is asked of it. */
const countedSession = () => {
  let refreshes = 0
  const opened = () => ({
    user: 'u',
    session: 's',
    access: `access-${refreshes++}`,
    access_expires_at: 1_790_000_000_000 + clock.now() + 300_000,
    access_expires_in_ms: 300_000,
    refresh: 'r',
  })
  const fetch = (async () => Response.json(opened())) as unknown as typeof globalThis.fetch
  return { session: Session.resume({ url: 'http://parley.test', fetch, clock }, 'r'), refreshes: () => refreshes }
}

describe('a device whose clock is wrong', () => {
  test.each(wrongTimes)(
    '%s: stays online for hours, and renews as often as one whose clock is right',
    async (_, ms) => {
      clock.setDate(ms)
      server.tokenLifeMs = 300_000
      const { session, refreshes } = countedSession()
      await online({ token: (await session).token })
      await clock.pass(2 * hours)
      expect(server.sockets).toHaveLength(1)
      expect(server.asked('token.renew').length).toBeGreaterThanOrEqual(23)
      expect(server.asked('token.renew').length).toBeLessThanOrEqual(29)
      expect(refreshes()).toBeLessThanOrEqual(30)
    },
  )

  test.each([-1, 1])('or is set by an hour (%i) while it waits: comes back in time, and says when', async (sign) => {
    await online()
    server.isUp = false
    server.socket.sever()
    clock.setDate(sign * hours)
    await clock.pass(10_000)
    expect(parley.state).toBe('waiting')
    expect(Math.abs((parley.retryAt ?? 0) - clock.date())).toBeLessThan(30_000)
    server.isUp = true
    await clock.pass(30_000)
    expect(parley.state).toBe('online')
  })

  test.each([-1, 1])('or is set by an hour (%i) while the line is dead: notices that in time', async (sign) => {
    await online()
    server.isDeaf = true
    clock.setDate(sign * hours)
    const call = parley.call('room.list', {}).catch((error: ParleyError) => error)
    await clock.pass(16_000)
    expect(await call).toMatchObject({ name: expect.stringMatching(/TIMEOUT|UNAVAILABLE/) })
    expect(server.sockets.length).toBeGreaterThan(1)
  })

  test('or is set to and fro all the time: is asked for no more tokens, and none of its calls is late', async () => {
    server.room(1)
    const { session, refreshes } = countedSession()
    await online({ token: (await session).token })
    for (let count = 0; count < 200; count++) {
      clock.setDate((count % 2 === 0 ? -1 : 1) * hours)
      const call = room().load()
      await clock.pass(5_000)
      await call
    }
    expect(server.sockets).toHaveLength(1)
    expect(refreshes()).toBeLessThan(110)
  })

  test('does not wait for what its own messages were written at', async () => {
    server.room(1)
    await online()
    server.isUp = false
    server.socket.sever()
    const one = room().send('one')
    clock.setDate(-24 * hours)
    const two = room().send('two')
    server.isUp = true
    await clock.pass(5_000)
    expect((await two).seq).toBe((await one).seq + 1)
    expect(server.texts(roomId(1))).toEqual(['one', 'two'])
  })
})

describe('a device that slept', () => {
  test('with its timers: looks at its connection within seconds, and is back soon where that died', async () => {
    await online()
    server.socket.vanish()
    clock.sleep(8 * hours)
    await clock.pass(10_500)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
  })

  test('asks for another token at once where that was to expire meanwhile', async () => {
    server.tokenLifeMs = 300_000
    await online()
    clock.sleep(20 * minutes)
    await clock.pass(5_100)
    expect(server.asked('token.renew')).toHaveLength(1)
    expect(server.sockets).toHaveLength(1)
  })

  test('while it waited for its next try: tries at once', async () => {
    server.isUp = false
    start()
    await clock.pass(5 * minutes)
    server.isUp = true
    clock.sleep(hours)
    await clock.pass(5_100)
    expect(parley.state).toBe('online')
  })

  test('and whose growing clock went on: is online again soon, or still where the line lived', async () => {
    await online()
    await clock.oversleep(10 * minutes)
    await clock.pass(100)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(1)
    server.socket.vanish()
    await clock.oversleep(10 * minutes)
    await clock.pass(6_000)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
  })

  test('in the middle of a ping: gives the answer that is waiting to be read its time', async () => {
    await online()
    server.delay = () => 2_000
    await clock.pass(25_500)
    expect(server.asked('ping').length).toBe(0)
    await clock.oversleep(20_000)
    await clock.pass(4_500)
    expect(server.sockets).toHaveLength(1)
    expect(parley.state).toBe('online')
  })

  test('has a session that does not give out what has expired meanwhile', async () => {
    start()
    const { session, refreshes } = countedSession()
    const { token } = await session
    const first = await token()
    clock.sleep(10 * minutes)
    expect(await token()).not.toBe(first)
    expect(refreshes()).toBe(2)
  })
})

test('the clock of the system grows, and tells the time of day besides', async () => {
  const [now, date] = [systemClock.now(), systemClock.date()]
  await new Promise<void>((resolve) => void systemClock.after(5, resolve))
  expect(systemClock.now()).toBeGreaterThan(now)
  expect(systemClock.now()).toBeLessThan(date)
  expect(Math.abs(date - Date.now())).toBeLessThan(10_000)
})
