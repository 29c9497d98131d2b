/** What many do, or one who acts like many, is no trouble of the others. */
import { expect, test } from 'vitest'
import { authLimits } from '../src/metrics.ts'
import { password, useAuth } from './running-auth.ts'

const auth = await useAuth({ HASHES_AT_ONCE: '1', RATE_LOGIN: '5', RATE_REFRESH: '5' })
const { ok, error, signUp, post, start } = auth

const names = (answers: readonly { body: { error?: { name: string } } }[]) =>
  answers.map(({ body }) => body.error?.name)
const isLimited = (name: string | undefined) => name === 'RATE_LIMITED'

test('log-ins and sign-ups of one address are limited at both doors alike, also those that succeed', async () => {
  await signUp('ada')
  const address = '198.51.100.1'
  const over = (path: string, body: object) => post(`/auth/${path}`, body, { 'x-forwarded-for': address })
  const web = await Promise.all(Array.from({ length: 6 }, () => over('session.create', { username: 'ada', password })))
  const bus = await Promise.all(
    Array.from({ length: 6 }, (_, place) =>
      ok('account.create', { username: `b.${place}x`, password, name: 'B' }, { address }).then(
        () => undefined,
        (reason: Error) => (/RATE_LIMITED/.test(reason.message) ? 'RATE_LIMITED' : reason.message),
      ),
    ),
  )
  expect([...names(web), ...bus].filter(isLimited).length).toBeGreaterThanOrEqual(1)
  const refused = await Promise.all(
    Array.from({ length: 12 }, () => over('session.create', { username: 'ada', password })),
  )
  const last = refused.find(({ body }) => isLimited(body.error?.name))
  expect(last).toMatchObject({ status: 429, body: { error: { code: 1003, retry_ms: expect.any(Number) } } })
  expect(last?.body.error.retry_ms).toBeGreaterThan(0)
  expect(last?.body.error.retry_ms).toBeLessThanOrEqual(2_000)
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  await ok('session.create', { username: 'ada', password }, { address: '198.51.100.2' })
})

test('all processes count together, and a /64 of IPv6 is one address', async () => {
  await using other = await start()
  await signUp('bella')
  const tries = Array.from({ length: 24 }, (_, place) =>
    (place % 2 ? post : other.post)(
      '/auth/session.create',
      { username: 'bella', password },
      { 'x-forwarded-for': `2001:db8:1:2::${place}` },
    ),
  )
  expect(names(await Promise.all(tries)).filter((name) => !isLimited(name)).length).toBeLessThanOrEqual(20)
})

test('whoever is refused by a limit, at the door of browsers or by way of a gateway, shows in the metrics, by its setting', async () => {
  await using one = await start({
    METRICS_PORT: '0',
    LOGIN_FAILURES_PER_ACCOUNT: '1',
    LOGIN_FAILURES_PER_ADDRESS: '2',
    LOGIN_FAILURES_EVERYWHERE: '3',
    SIGN_UPS_PER_ADDRESS: '1',
    RATE_LOGIN: '4',
    RATE_REFRESH: '1',
    NAME_CHANGES_PER_ACCOUNT: '1',
  })
  const cookie = `parley_refresh=${'x'.repeat(43)}`
  const limitOf = async (path: string, body: object, address: string) =>
    (await one.post(`/auth/${path}`, body, { 'x-forwarded-for': address, cookie })).body.error?.limit
  const met = async (limit: string, ask: (place: number) => Promise<unknown>) => {
    const told: unknown[] = []
    for (let place = 0; place < 9; place++) told.push(await ask(place))
    expect(told).toContain(limit)
  }
  const logIn = (username: string, address: string) => limitOf('session.create', { username, password }, address)
  await met('LOGIN_FAILURES_PER_ACCOUNT', () => logIn('nobody.1', '203.0.113.1'))
  await met('LOGIN_FAILURES_PER_ADDRESS', (place) => logIn(`nobody.2${place}`, '203.0.113.2'))
  await met('LOGIN_FAILURES_EVERYWHERE', (place) => logIn('nobody.3', `203.0.113.${100 + place}`))
  await met('RATE_REFRESH', () => limitOf('session.end', {}, '203.0.113.3'))
  await met('SIGN_UPS_PER_ADDRESS', (place) =>
    limitOf('account.create', { username: `dan.${place}`, password, name: 'Dan' }, '203.0.113.4'),
  )
  expect(await Promise.all(Array.from({ length: 20 }, () => logIn('nobody.4', '203.0.113.5')))).toContain('RATE_LOGIN')
  // Each of these goes to one of the processes, and some of them to that one.
  const { user } = await signUp('dan.of.many.names')
  for (let place = 0; place < 40; place++)
    await ok('account.change', { name: `Dan ${place}` }, { user }).catch((reason) =>
      expect(String(reason)).toContain('TOO_MANY'),
    )
  const text = await (await fetch(`http://127.0.0.1:${one.metricsPort}/metrics`)).text()
  const counted = [...text.matchAll(/^parley_auth_limits_met_total\{.*limit="(\w+)".*\} [1-9]/gm)].map(
    ([, limit]) => limit,
  )
  // That of mails is shown where there is a mail server.
  expect(counted.sort()).toEqual(authLimits.filter((limit) => limit !== 'MAILS_PER_ACCOUNT').toSorted())
})

test('refreshes and log-outs of one address are limited apart from its log-ins', async () => {
  const address = '198.51.100.3'
  const { refresh } = await ok('account.create', { username: 'carol', password, name: 'Carol' }, { address })
  const tried = await Promise.all(
    Array.from({ length: 24 }, () => error('session.refresh', { refresh: 'no such token' }, { address })),
  )
  expect(tried.map(({ name }) => name)).toContain('RATE_LIMITED')
  const limited = { name: 'RATE_LIMITED', limit: 'RATE_REFRESH', retry_ms: expect.any(Number) }
  expect(await error('session.end', { refresh }, { address })).toMatchObject(limited)
  await ok('session.create', { username: 'carol', password }, { address })
})

test('forty-five people at one address do not make somebody elsewhere wait behind all of them', async () => {
  await using busy = await start({ RATE_LOGIN: '1000', HASH_PASSES: '6', HASHES_AT_ONCE: '1' })
  await signUp('dora')
  const order: string[] = []
  const login = async (username: string, address: string) => {
    await busy.post('/auth/session.create', { username, password }, { 'x-forwarded-for': address })
    order.push(username)
  }
  const flood = Array.from({ length: 45 }, (_, place) => login(`flood.${place}`, '198.51.100.4'))
  await expect.poll(() => order.length).toBeGreaterThan(0)
  const before = order.length
  await login('dora', '198.51.100.5')
  // The hash under way, those refused at once, and one or two whose answers came just before.
  const hashedBefore = order.slice(before, order.indexOf('dora')).length
  expect(hashedBefore).toBeLessThan(20)
  await Promise.all(flood)
})
