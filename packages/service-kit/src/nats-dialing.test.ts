import { expect, test } from 'vitest'
import { dialing } from './nats-dialing.ts'

const server = (listen: string) => ({ listen, hostname: listen, port: 4222, src: listen, tlsName: '' }) as never
const [a, b] = [server('a:4222'), server('b:4222')]

/** What the library asks before each try, at these moments. */
const begin = (pool: readonly never[]) => {
  let now = 1_000
  const { reconnectToServer } = dialing(() => now)
  const next = (afterMs: number) => {
    now += afterMs
    const choice = reconnectToServer?.(pool, null) as { server: { listen: string }; delay: number }
    now += choice.delay
    return { name: choice.server.listen.slice(0, 1), delay: choice.delay }
  }
  return { next }
}

test('the servers of NATS are tried by turns, at once where it is the turn of another', () => {
  const { next } = begin([a, b])
  expect([next(0), next(0)]).toEqual([
    { name: 'a', delay: 0 },
    { name: 'b', delay: 0 },
  ])
  expect([next(10), next(10), next(10)].map(({ name }) => name)).toEqual(['a', 'b', 'a'])
})

test('one server is tried some times a second, and at once where it was not tried for long', () => {
  const { next } = begin([a])
  expect(next(0).delay).toBe(0)
  for (let tries = 0; tries < 20; tries++) {
    const { delay } = next(1)
    expect(delay).toBeGreaterThanOrEqual(199)
    expect(delay).toBeLessThanOrEqual(400)
  }
  expect(next(60_000).delay).toBe(0)
})

test.each([0, 1_790_000_000_000, 1_790_003_600_000])(
  'a server that was tried at %i by the time of day may be tried at any other, also where that was set back',
  (triedAt) => {
    const { reconnectDelayHandler } = dialing()
    expect(triedAt + (reconnectDelayHandler?.() ?? 0)).toBeLessThanOrEqual(0)
  },
)
