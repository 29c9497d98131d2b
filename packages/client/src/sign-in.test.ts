import { expect, test } from 'vitest'
import type { Clock } from './clock.ts'
import { logInByDevice, logInByToken } from './sign-in.ts'

/** A server that answers so, one after the other, and a clock that notes what is waited for. */
const begin = (...answers: readonly [number, object][]) => {
  const waits: number[] = []
  const asked: string[] = []
  const clock: Clock = {
    now: () => 0,
    date: () => 0,
    after: (ms, then) => {
      waits.push(ms)
      queueMicrotask(then)
      return () => {}
    },
  }
  const left = [...answers]
  const fetch = (async (address: URL | string) => {
    asked.push(new URL(address).pathname)
    const [status, body] = left.shift() ?? [500, {}]
    return Response.json(body, { status })
  }) as typeof globalThis.fetch
  return { waits, asked, options: { url: 'https://chat.example', cookie: true, clock, fetch } }
}

const no = (name: string, more = {}): [number, object] => [400, { error: { name, code: 1, text: name, ...more } }]
const started: [number, object] = [
  200,
  { grant: 'g', code: 'BCDF-GHJK', url: 'https://chat.example/#/device', interval_ms: 5_000, expires_in_ms: 600_000 },
]

test('a device shows its code and asks until it is let in, slower where it is told to', async () => {
  const { waits, asked, options } = begin(
    started,
    no('GRANT_PENDING'),
    no('GRANT_HASTY', { retry_ms: 10_000 }),
    no('UNAVAILABLE', { code: 1005 }),
    [200, { user: 'ann', session: 's' }],
  )
  const shown: object[] = []
  const session = await logInByDevice(options, { device: 'tty', show: (one) => shown.push(one) })
  expect(session.user).toBe('ann')
  expect(waits).toEqual([5_000, 5_000, 10_000, 10_000])
  expect(asked).toEqual(['/v1/device.start', ...Array(4).fill('/v1/device.check')])
  expect(shown).toEqual([
    { code: 'BCDF-GHJK', url: 'https://chat.example/#/device', wholeUrl: 'https://chat.example/#/device/BCDF-GHJK' },
  ])
})

test('a token of an issuer logs in', async () => {
  const { asked, options } = begin([200, { user: 'ann', session: 's' }], no('SIGN_UP_CLOSED'))
  const come = () => logInByToken(options, { issuer: 'studio', token: 'a.b.c' })
  expect((await come()).user).toBe('ann')
  await expect(come()).rejects.toMatchObject({ name: 'SIGN_UP_CLOSED' })
  expect(asked).toEqual(Array(2).fill('/auth/session.exchange'))
})

test('a device that is sent away is told so, and who gives up waits no longer', async () => {
  const { options } = begin(started, no('GRANT_REFUSED'))
  await expect(logInByDevice(options, { show: () => {} })).rejects.toMatchObject({ name: 'GRANT_REFUSED' })
  const over = new AbortController()
  const again = begin(started, no('GRANT_PENDING'))
  const waiting = logInByDevice(again.options, { show: () => over.abort(new Error('enough')), signal: over.signal })
  await expect(waiting).rejects.toThrow('enough')
})
