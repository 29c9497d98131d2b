/** Pages of other origins: what their browsers let them see of ours, and what nobody is shown. */
import { type CommandName, commands, type ErrorName } from '@parley/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { errorIn, expectRefusal } from '../setup/refusal.ts'
import { type Spy, startSpy } from '../setup/spy.ts'
import { ask, type Headers, type UpgradeAnswer } from '../setup/upgrade.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

const friend = 'https://friend.example'
const neighbour = 'http://localhost:5173'

const { log, lines } = keepLog()
let world: World
let ann: Person
let spy: Spy
/** The second lets everybody ask; the third is at HTTPS, behind a proxy; the fourth takes few log-ins. */
let [open, all, secure, strict] = ['', '', '', '']
let authUrl = ''

beforeAll(async () => {
  spy = await startSpy()
  const places = [
    {},
    { ALLOWED_ORIGINS: `*,${friend}` },
    { PUBLIC_URL: 'https://chat.example.org', TRUSTED_PROXIES: 'loopback' },
    { RATE_LOGIN: '1' },
  ]
  world = await startWorld(inject('backing'), {
    gateways: places.length,
    env: { ALLOWED_ORIGINS: `${friend},${neighbour}` },
    gatewayEnv: (place) => places[place] ?? {},
    routes: { '/spy': spy.url, '/away': 'http://127.0.0.1:9' },
    log,
  })
  ann = await world.person('Ann')
  ;[open, all, secure, strict] = world.urls as [string, string, string, string]
  authUrl = `http://127.0.0.1:${world.auth.port}`
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await spy[Symbol.asyncDispose]()
})
beforeEach(() => void spy.seen())

const routes = ['account.create', 'session.create', 'session.refresh', 'session.end'].map((name) => `/auth/${name}`)
const paths = [...Object.keys(commands).map((name) => `/v1/${name}`), ...routes]
const isAuth = (path: string) => path.startsWith('/auth/')

const preflight = (url: string, path: string, origin: string, more: Headers = {}) =>
  ask(url, `OPTIONS ${path}`, {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization,content-type',
    ...more,
  })

/** As a browser sends what the preflight announced. */
const post = (url: string, path: string, origin: string | undefined, input: object, more: Headers = {}) =>
  ask(url, `POST ${path}`, { Origin: origin, ...more }, JSON.stringify(input))

const corsOf = ({ headers }: UpgradeAnswer): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))

const exposed = 'Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Bucket'

const varies = ({ headers }: UpgradeAnswer) => (headers.vary ?? '').split(/, ?/).includes('Origin')

describe('a page of an origin that is allowed', () => {
  test.each(paths)('may ask for %s, with what the protocol takes', async (path) => {
    for (const url of isAuth(path) ? [open, authUrl] : [open]) {
      const answer = await preflight(url, path, friend)
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' })
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': friend,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, traceparent, tracestate',
        'access-control-max-age': '7200',
        'access-control-expose-headers': exposed,
        ...(isAuth(path) && { 'access-control-allow-credentials': 'true' }),
      })
      expect(varies(answer)).toBe(true)
    }
  })

  test('reads what it gets: its tokens are in the body, and no cookie goes either way', async () => {
    const made = await post(open, '/v1/session.create', friend, { username: ann.username, password })
    expect(made.status).toBe(200)
    expect(JSON.parse(made.body)).toMatchObject({ refresh: expect.stringMatching(/^.{44}$/) })
    expect(made.headers).not.toHaveProperty('set-cookie')
    expect(corsOf(made)).toEqual({
      'access-control-allow-origin': friend,
      'access-control-expose-headers': exposed,
    })
    expect(varies(made)).toBe(true)
  })

  const token = () => ({ Authorization: `Bearer ${ann.token}` })
  const login = { username: 'nobody', password: 'a guess of somebody' }
  test.each<[ErrorName, () => Promise<UpgradeAnswer>]>([
    ['TOKEN_MISSING', () => post(open, '/v1/room.list', friend, {})],
    ['TOKEN_INVALID', () => post(open, '/v1/room.list', friend, {}, { Authorization: 'Bearer x' })],
    ['UNKNOWN_COMMAND', () => post(open, '/v1/nothing.such', friend, {})],
    ['ROUTE_NOT_FOUND', () => post(open, '/v1', friend, {})],
    ['ROUTE_NOT_FOUND', () => post(open, '/auth/nothing.such', friend, {})],
    ['SOCKET_ONLY', () => post(open, '/v1/hello', friend, {})],
    ['BAD_INPUT', () => post(open, '/v1/room.get', friend, { room: 1 }, token())],
    ['BAD_INPUT', () => post(open, '/auth/session.create', friend, {})],
    ['BAD_INPUT', () => ask(open, 'POST /v1/room.list', { Origin: friend, ...token() }, '{')],
    ['JSON_ONLY', () => post(open, '/v1/room.list', friend, {}, { 'Content-Type': 'text/plain' })],
    ['JSON_ONLY', () => post(open, '/auth/session.create', friend, {}, { 'Content-Type': 'text/plain' })],
    ['BODY_TOO_LARGE', () => post(open, '/v1/room.list', friend, { x: 'x'.repeat(140_000) })],
    ['BODY_TOO_LARGE', () => post(open, '/auth/session.create', friend, { x: 'x'.repeat(20_000) })],
    ['HOST_UNKNOWN', () => post(open, '/v1/room.list', friend, {}, { Host: 'unknown.example' })],
    ['HOST_UNKNOWN', () => post(open, '/auth/session.create', friend, {}, { Host: 'unknown.example' })],
    ['HOST_UNKNOWN', () => post(authUrl, '/auth/session.create', friend, {}, { Host: 'unknown.example' })],
    ['LOGIN_FAILED', () => post(open, '/v1/session.create', friend, login)],
    ['LOGIN_FAILED', () => post(open, '/auth/session.create', friend, login)],
    ['REFRESH_INVALID', () => post(open, '/auth/session.refresh', friend, {})],
    ['UNAVAILABLE', () => post(open, '/away', friend, {})],
    ['COOKIE_NOT_KEPT', () => post(open, '/auth/session.create', friend, login, { 'Sec-Fetch-Site': 'cross-site' })],
  ])('reads %s (case %#)', async (name, asking) => {
    const answer = await asking()
    expectRefusal(answer, name)
    expect(answer.headers['access-control-allow-origin']).toBe(friend)
    expect(varies(answer)).toBe(true)
  })

  test('reads that it asks too much, and when it may come back', async () => {
    const tries = Array.from({ length: 30 }, () => post(strict, '/v1/session.create', friend, login))
    const refused = (await Promise.all(tries)).find(({ status }) => status === 429)
    expect(refused?.headers).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-expose-headers': exposed,
      'retry-after': expect.stringMatching(/^\d+$/),
    })
  })

  test('is shown every header of ours that a script could want', async () => {
    const shown = ['cache-control', 'content-length', 'content-type', ...exposed.toLowerCase().split(', ')]
    const forBrowsers =
      /^(access-control-.*|connection|cross-origin-.*|date|etag|keep-alive|referrer-policy|strict-transport-security|transfer-encoding|vary|x-content-type-options)$/
    const answers = await Promise.all([
      post(open, '/v1/session.create', friend, { username: ann.username, password }),
      post(open, '/v1/room.list', friend, {}),
      post(open, '/away', friend, {}),
    ])
    for (const { headers } of answers)
      for (const name of Object.keys(headers)) if (!forBrowsers.test(name)) expect(shown).toContain(name)
  })
})

describe('a page of an origin that is not allowed', () => {
  const strangers = [
    'https://evil.example',
    'null',
    'https://Friend.example',
    'HTTPS://friend.example',
    'http://friend.example',
    'https://friend.example:8443',
    'https://friend.example/',
    'https://friend.example.',
    'https://sub.friend.example',
    'https://friend.example.evil.example',
    'https://notfriend.example',
    `${friend}, https://evil.example`,
    'http://localhost:5174',
    'file://',
    '*',
    '',
  ]

  test.each(strangers)('%j may not ask, and is told what is to be set', async (origin) => {
    for (const [url, path] of [
      [open, '/v1/room.list'],
      [open, '/auth/session.create'],
      [open, '/spy'],
      [authUrl, '/auth/session.create'],
    ] as const) {
      const answers = [await preflight(url, path, origin), await post(url, path, origin, {})]
      for (const answer of answers) {
        expectRefusal(answer, 'ORIGIN_FORBIDDEN')
        expect(errorIn(answer)?.text).toContain('ALLOWED_ORIGINS')
        expect(corsOf(answer)).toEqual({})
      }
    }
    expect(spy.seen()).toEqual([])
  })

  test('is named in the answer as it is to be set, and in the log', async () => {
    const origin = 'https://forgotten.example:8443'
    // The line may be left out where there were many a moment ago; the text is one for all.
    const answer = await preflight(open, '/v1/room.list', origin)
    expect(errorIn(answer)).toMatchObject({ origin })
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const line = told.find(({ msg }) => String(msg).includes('a page of a foreign origin was refused'))
    expect(line).toMatchObject({ level: 40, origin: strangers[0] })
    expect(line?.msg).toContain('ALLOWED_ORIGINS')
  })

  test('is not told again what is no origin, however long', async () => {
    for (const origin of ['null', `https://${'x'.repeat(8_000)}.example`, 'https://a b', '{"x":1}']) {
      const answer = await preflight(open, '/v1/room.list', origin)
      expectRefusal(answer, 'ORIGIN_FORBIDDEN')
      expect(errorIn(answer)).not.toHaveProperty('origin')
    }
  })

  test('cannot do without a preflight what it could not do with one', async () => {
    for (const more of [{ 'Content-Type': 'text/plain' }, { 'Content-Type': 'application/json' }, {}])
      for (const path of ['/v1/session.end', '/auth/session.end'])
        expectRefusal(await post(open, path, 'https://evil.example', { refresh: 'x' }, more), 'ORIGIN_FORBIDDEN')
  })

  test('sees that it is refused, so that its client knows it from a server that is down, and nothing else', async () => {
    const policy = ({ headers }: UpgradeAnswer) => headers['cross-origin-resource-policy']
    expect(policy(await post(open, '/v1/account.get', 'https://evil.example', {}))).toBe('cross-origin')
    expect(policy(await post(open, '/v1/account.get', friend, {}))).toBe('same-origin')
    for (const path of ['/', '/v1/account.get', '/live', '/ready', '/.well-known/jwks.json'])
      expect(policy(await ask(open, `GET ${path}`, { Origin: 'https://evil.example' })), path).toBe('same-origin')
  })
})

describe('what is merely there to be got', () => {
  const places = [
    '/',
    '/index.html',
    '/assets/x.js',
    '/live',
    '/ready',
    '/metrics',
    '/.well-known/jwks.json',
    '/v1/room.list',
    '/v1/socket',
    '/auth/session.refresh',
    '/nothing',
  ]

  test.each(places)('is not opened to pages of other origins: %s', async (path) => {
    for (const url of [open, all, secure, authUrl])
      for (const method of ['GET', 'HEAD'])
        for (const origin of [friend, 'https://evil.example', 'null'])
          expect(corsOf(await ask(url, `${method} ${path}`, { Origin: origin })), `${url} ${method}`).toEqual({})
  })

  test.each(['/', '/index.html', '/live', '/ready', '/metrics', '/nothing'])(
    'is not opened by asking before: %s',
    async (path) => {
      for (const url of [open, all]) {
        const answer = await preflight(url, path, friend)
        expect(answer.status, url).toBe(404)
        expect(corsOf(answer)).toEqual({})
      }
    },
  )
})

describe('a route of somebody else', () => {
  test('says itself who may read it, also before it is asked', async () => {
    for (const answer of [await post(open, '/spy', friend, {}), await preflight(open, '/spy', friend)]) {
      expect(answer.status).toBe(200)
      expect(corsOf(answer)).toEqual({})
    }
    expect(spy.seen().map(({ method }) => method)).toEqual(['POST', 'OPTIONS'])
  })
})

describe('where all origins are allowed', () => {
  test.each(['https://evil.example', 'null', 'file://'])('%s reads commands, and no cookie counts', async (origin) => {
    const answers = [await preflight(all, '/v1/room.list', origin), await post(all, '/v1/room.list', origin, {})]
    expect(answers.map(({ status }) => status)).toEqual([204, 401])
    for (const answer of answers) {
      expect(answer.headers['access-control-allow-origin']).toBe('*')
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test('only those that are named may use a cookie', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      for (const answer of [
        await preflight(all, '/auth/session.refresh', origin),
        await post(all, '/auth/session.refresh', origin, {}),
      ]) {
        expectRefusal(answer, 'ORIGIN_FORBIDDEN')
        expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      }
    }
    expect(corsOf(await post(all, '/auth/session.refresh', friend, {}))).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
    })
  })
})

describe('a cookie', () => {
  const input = () => ({ username: ann.username, password })

  test('is for a page of the same site that is allowed by name', async () => {
    const site = { 'Sec-Fetch-Site': 'same-site' }
    const made = await post(open, '/auth/session.create', neighbour, input(), site)
    expect(made.status).toBe(200)
    expect(corsOf(made)).toMatchObject({ 'access-control-allow-credentials': 'true' })
    const cookies = await fetch(`${open}/auth/session.create`, {
      method: 'POST',
      headers: { Origin: neighbour, 'Content-Type': 'application/json', ...site },
      body: JSON.stringify(input()),
    })
    const cookie = cookies.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    const refreshed = await post(open, '/auth/session.refresh', neighbour, {}, { Cookie: cookie, ...site })
    expect(refreshed.status).toBe(200)
  })

  test('is none that a browser would not keep: a page of another site is told to do without, and nothing is done', async () => {
    const before = lines.length
    for (const path of routes) {
      const answer = await post(open, path, friend, input(), { 'Sec-Fetch-Site': 'cross-site' })
      expectRefusal(answer, 'COOKIE_NOT_KEPT')
      expect(errorIn(answer)?.text).toMatch(/\/v1.*`cookie`/)
      expect(answer.headers).not.toHaveProperty('set-cookie')
      expect(corsOf(answer)).toMatchObject({ 'access-control-allow-credentials': 'true' })
    }
    expect(lines.slice(before).filter((line) => line.includes('"event":"log-in'))).toEqual([])
  })

  test('is none for a page over plain HTTP where we are at HTTPS, though its origin is allowed', async () => {
    const at = { Host: 'chat.example.org', 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https' }
    for (const more of [at, { ...at, 'X-Forwarded-Proto': undefined }]) {
      const answer = await post(secure, '/auth/session.create', neighbour, input(), more)
      expectRefusal(answer, 'COOKIE_NOT_KEPT')
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      expect((await post(secure, '/v1/session.create', neighbour, input(), more)).status).toBe(200)
      expect((await post(secure, '/auth/session.create', friend, input(), more)).status).toBe(200)
    }
  })
})

test('a server within a network is opened to a page of the internet that is named, and to no other', async () => {
  const asked = { 'Access-Control-Request-Private-Network': 'true' }
  const isOpened = async (url: string, path: string, origin: string, more: Headers = asked) =>
    (await preflight(url, path, origin, more)).headers['access-control-allow-private-network'] === 'true'
  expect(await isOpened(open, '/v1/room.list', friend)).toBe(true)
  expect(await isOpened(open, '/auth/session.create', friend)).toBe(true)
  expect(await isOpened(open, '/v1/room.list', friend, {})).toBe(false)
  expect(await isOpened(open, '/v1/room.list', 'https://evil.example')).toBe(false)
  expect(await isOpened(all, '/v1/room.list', 'https://evil.example')).toBe(false)
  expect(await isOpened(all, '/v1/room.list', friend)).toBe(true)
})

test('pages of our own need none of it', async () => {
  const own = { Host: 'localhost:8080' }
  const answer = await post(
    open,
    '/v1/session.create',
    'http://localhost:8080',
    { username: ann.username, password },
    own,
  )
  expect(answer.status).toBe(200)
  expect(corsOf(answer)).toEqual({})
  expect(varies(answer)).toBe(true)
})

test('an access token is asked of a page of any origin as of a program', async () => {
  for (const name of Object.keys(commands) as CommandName[]) {
    if (commands[name].access === 'anyone' || commands[name].owner === 'gateway') continue
    expectRefusal(await post(all, `/v1/${name}`, 'https://evil.example', {}), 'TOKEN_MISSING')
  }
})
