import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, expect, inject, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, start, prefix } = await useAuth({
  LOGIN_FAILURES_PER_ACCOUNT: '3',
  LOGIN_FAILURES_PER_ADDRESS: '6',
  LOGIN_FAILURES_EVERYWHERE: '8',
  ATTEMPT_WINDOW_SECONDS: '60',
})
const redis = new Redis(inject('backing').redisUrl)
afterAll(() => redis.disconnect())

const forgetAttempts = async () => {
  const keys = await redis.keys(`${prefix}:auth:*`)
  if (keys.length > 0) await redis.del(keys)
  return keys
}
const login = (username: string, given = password, address = '') =>
  ok('session.create', { username, password: given }, { address })
const refused = (username: string, given = 'wrong', address = '') =>
  error('session.create', { username, password: given }, { address })

test('one logs in with username and password, however the name is typed', async () => {
  const { user, session } = await signUp('ada')
  const again = await login('ada')
  expect(again.user).toBe(user)
  expect(again.session).not.toBe(session)
  expect((await login(' ADA ')).user).toBe(user)
})

test('a password typed on another keyboard, in other code points, is the same password', async () => {
  await ok('account.create', { username: 'noel', password: 'No\u00ebl Noël', name: 'Noël' })
  await login('noel', 'Noe\u0308l Noe\u0308l')
})

test('a wrong password, an unknown name and an impossible one get one and the same answer', async () => {
  await signUp('bella')
  const answers = [
    await refused('bella'),
    await refused('nobody.here'),
    await refused('no such \u0000 name'),
    await refused(''),
  ]
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]).toMatchObject({ code: 1106, name: 'LOGIN_FAILED' })
})

test('an unknown name takes as long as a wrong password', async () => {
  await using patient = await start({
    LOGIN_FAILURES_PER_ADDRESS: '1000',
    LOGIN_FAILURES_PER_ACCOUNT: '1000',
    LOGIN_FAILURES_EVERYWHERE: '1000',
  })
  await signUp('clara')
  const took = { clara: [] as number[], 'clara.not': [] as number[] }
  for (let round = 0; round < 15; round++) {
    for (const username of ['clara', 'clara.not'] as const) {
      const begun = performance.now()
      await patient.post('/auth/session.create', { username, password: 'wrong' })
      took[username].push(performance.now() - begun)
    }
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[7] as number
  const known = median(took.clara)
  const unknown = median(took['clara.not'])
  expect(unknown).toBeGreaterThan(known * 0.6)
  expect(unknown).toBeLessThan(known * 1.6)
})

test('after some failures an account takes no further attempt from the same place for a while, not even the right one', async () => {
  await signUp('dora')
  for (let tries = 0; tries < 3; tries++) expect(await refused('dora')).toMatchObject({ name: 'LOGIN_FAILED' })
  for (const given of ['wrong', password]) {
    const answer = await refused(given === password ? 'DORA' : 'dora', given)
    expect(answer).toMatchObject({ code: 1108, name: 'TOO_MANY_ATTEMPTS' })
    expect(answer.retry_ms).toBeGreaterThan(50_000)
    expect(answer.retry_ms).toBeLessThanOrEqual(60_000)
  }
})

test('a name that nobody has is limited like any other', async () => {
  for (let tries = 0; tries < 3; tries++) await refused('ghost')
  expect(await refused('ghost')).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
})

test('attempts made at the same time do not slip through together', async () => {
  await signUp('erin')
  const answers = await Promise.all(Array.from({ length: 12 }, () => refused('erin')))
  expect(answers.filter((answer) => answer.name === 'LOGIN_FAILED')).toHaveLength(3)
})

test('a login that succeeds forgets the failures before it', async () => {
  await signUp('fay')
  for (let round = 0; round < 3; round++) {
    await refused('fay')
    await refused('fay')
    await login('fay')
  }
})

test('one address cannot try many accounts, and does not use up those of others when it is refused', async () => {
  await signUp('gina')
  for (let tries = 0; tries < 6; tries++) await refused(`victim.${tries}`, 'wrong', '2001:db8:1:2::1')
  for (let tries = 0; tries < 6; tries++)
    expect(await refused('gina', 'wrong', `2001:db8:1:2::${tries}`)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  await login('gina', password, '2001:db8:1:3::1')
})

test('who fails is held up where they are: the owner logs in from elsewhere', async () => {
  await signUp('greta')
  const foreign = '198.51.100.66'
  for (let tries = 0; tries < 3; tries++) await refused('greta', 'wrong', foreign)
  expect(await refused('greta', password, foreign)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  await login('greta', password, '198.51.100.67')
  await login('greta', password, '2001:db8:5::1')
})

/** Wrong passwords from so many addresses, two from each. */
const guess = async (username: string, addresses: number, subnet: string) => {
  const names: string[] = []
  for (let place = 0; place < addresses; place++)
    for (let tries = 0; tries < 2; tries++) names.push((await refused(username, 'wrong', `${subnet}.${place}`)).name)
  return names
}

test.each(['heidi', 'nobody.heidi'])(
  'guessing %s from many addresses is bounded too, and tells how long',
  async (name) => {
    if (name === 'heidi') await signUp(name)
    const subnet = name === 'heidi' ? '198.51.101' : '198.51.102'
    expect(await guess(name, 6, subnet)).toEqual([
      ...Array(8).fill('LOGIN_FAILED'),
      ...Array(4).fill('TOO_MANY_ATTEMPTS'),
    ])
    const answer = await refused(name, password, '192.0.2.77')
    expect(answer).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
    expect(answer.retry_ms).toBeGreaterThan(200_000)
    expect(answer.retry_ms).toBeLessThanOrEqual(240_000)
  },
)

test('a log-in that succeeds does not open its account to more guessing from elsewhere', async () => {
  await signUp('herta')
  await guess('herta', 3, '198.51.103')
  for (let times = 0; times < 5; times++) await login('herta', password, '192.0.2.80')
  expect(await guess('herta', 2, '198.51.104')).toEqual([
    'LOGIN_FAILED',
    'LOGIN_FAILED',
    'TOO_MANY_ATTEMPTS',
    'TOO_MANY_ATTEMPTS',
  ])
})

test('a device that has logged in before gets in, whoever guesses from wherever', async () => {
  const { device_token } = await signUp('hilda')
  const there = '198.51.100.90'
  const known = (given: string, token = device_token) =>
    ok(
      'session.create',
      { username: 'hilda', password: given, ...(token ? { device_token: token } : {}) },
      { address: there },
    )
  await guess('hilda', 6, '198.51.105')
  for (let tries = 0; tries < 6; tries++) await refused(`victim.${tries}.of`, 'wrong', there)
  expect(await refused('hilda', password, there)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  const next = await known(password)
  expect(next.device_token).not.toBe(device_token)
  await known(password, next.device_token)
  await known(password)
})

test('a device that has logged in before has no more tries of its own than any place has, and shares them with nobody', async () => {
  const one = await signUp('hedda')
  const two = await login('hedda')
  const tryOn = ({ device_token }: typeof one, given: string) =>
    error('session.create', { username: 'hedda', password: given, device_token: device_token as string })
  for (let tries = 0; tries < 3; tries++) expect(await tryOn(one, 'wrong')).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await tryOn(one, password)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  await ok('session.create', { username: 'hedda', password, device_token: two.device_token as string })
})

test('the device of one person is nobody to the account of another', async () => {
  const { device_token } = await signUp('mallory')
  await signUp('henny')
  const tryIt = (username: string) =>
    error('session.create', { username, password: 'wrong', device_token: device_token as string })
  for (const username of ['henny', 'nobody.henny']) {
    for (let tries = 0; tries < 3; tries++) expect(await tryIt(username)).toMatchObject({ name: 'LOGIN_FAILED' })
    expect(await tryIt(username)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  }
})

test('a device keeps its proof when the session is refreshed', async () => {
  const { refresh, device_token } = await signUp('helga')
  expect((await ok('session.refresh', { refresh })).device_token).toBe(device_token)
})

test('logging in again and again from one address is no attack', async () => {
  await signUp('hana')
  for (let times = 0; times < 10; times++) await login('hana', password, '203.0.113.5')
})

test('what Redis holds of it names no user', async () => {
  await refused('ida.the.hidden')
  expect((await forgetAttempts()).join()).not.toContain('ida')
})

test('a flushed Redis locks nobody out', async () => {
  await signUp('jane')
  for (let tries = 0; tries < 4; tries++) await refused('jane')
  await forgetAttempts()
  await login('jane')
})

test('without Redis one still logs in, and failures are still limited', async () => {
  await signUp('kate')
  await using alone = await start({ REDIS_URL: 'redis://127.0.0.1:1' })
  const attempt = (given: string) => alone.post('/auth/session.create', { username: 'kate', password: given })
  expect((await attempt(password)).status).toBe(200)
  for (let tries = 0; tries < 3; tries++) expect((await attempt('wrong')).status).toBe(401)
  const refusal = await attempt(password)
  expect(refusal.status).toBe(429)
  expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(alone.lines.filter((line) => line.includes('Redis is gone'))).toHaveLength(1)
})

/** A way to the real Redis that can be cut and mended. */
const openDetour = async () => {
  const { hostname, port } = new URL(inject('backing').redisUrl)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    near.pipe(far).pipe(near)
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const own = server.address() as AddressInfo
  const url = new URL(inject('backing').redisUrl)
  url.host = `127.0.0.1:${own.port}`
  const cut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: url.href, cut, mend: () => listen(own.port), [Symbol.dispose]: cut }
}

test('Redis may go away and come back in the middle of logins', async () => {
  await signUp('liz')
  using detour = await openDetour()
  await using near = await start({ REDIS_URL: detour.url })
  const attempt = async (given: string) =>
    (await near.post('/auth/session.create', { username: 'liz', password: given })).status
  const storm = Array.from({ length: 20 }, () => attempt(password))
  detour.cut()
  for (const status of await Promise.all(storm)) expect([200, 429]).toContain(status)
  const tries = await Promise.all([attempt('wrong'), attempt('wrong'), attempt('wrong'), attempt('wrong')])
  expect(tries).toContain(429)
  const untilLogged = async (text: string) => {
    while (!near.lines.some((line) => line.includes(text))) await sleep(20)
  }
  await untilLogged('Redis is gone')
  await detour.mend()
  await untilLogged('Redis is back')
  await forgetAttempts()
  expect(await attempt(password)).toBe(200)
})

test('a hash made with less effort than is asked for today is made anew at the next login', async () => {
  const { user } = await signUp('lena')
  const hashOf = async () => (await sql('select password_hash from account where id = $1', [user]))[0].password_hash
  const before = await hashOf()
  await using strict = await start({ HASH_PASSES: '3' })
  expect((await strict.post('/auth/session.create', { username: 'lena', password: 'wrong' })).status).toBe(401)
  expect(await hashOf()).toBe(before)
  expect((await strict.post('/auth/session.create', { username: 'lena', password })).status).toBe(200)
  expect(await hashOf()).toMatch(/m=19456,t=3,p=1/)
  await login('lena')
})
