import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { errors } from '@parley/protocol'
import { parseSetCookie } from 'cookie'
import { expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const auth = await useAuth({ ALLOWED_ORIGINS: 'https://app.example' })
const { post, sql, start } = auth

const signUp = (username: string, headers: Record<string, string> = {}) =>
  post('/auth/account.create', { username, password, name: username }, headers)
const login = (username: string, headers: Record<string, string> = {}) =>
  post('/auth/session.create', { username, password }, headers)
const refresh = (cookie: string) => post('/auth/session.refresh', {}, { cookie })

test('signing up and logging in set a cookie that no script reads and that lives as long as the token', async () => {
  for (const answer of [await signUp('ada'), await login('ada')]) {
    expect(answer.status).toBe(200)
    expect(answer.body.refresh).toBe('')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const cookie = parseSetCookie(answer.setCookie)
    expect(cookie).toMatchObject({
      name: 'parley_refresh',
      httpOnly: true,
      secure: true,
      sameSite: 'strict',
      path: '/auth',
    })
    expect(cookie.value).toMatch(/^[\w-]{43}$/)
    const [row] = await sql(
      `select extract(epoch from expires_at - now()) as seconds, expires_at from session where id = $1`,
      [answer.body.session],
    )
    expect(Math.abs((cookie.maxAge as number) - Number(row.seconds))).toBeLessThan(2)
    expect(answer.body.refresh_expires_at).toBe(row.expires_at.getTime())
  }
})

test('the cookie refreshes the session and is replaced, and logging out clears it', async () => {
  const first = await signUp('bella')
  const second = await refresh(first.cookie)
  expect(second.status).toBe(200)
  expect(second.body).toMatchObject({ session: first.body.session, user: first.body.user, refresh: '' })
  expect(second.cookie).not.toBe(first.cookie)
  const ended = await post('/auth/session.end', {}, { cookie: second.cookie })
  expect(ended).toMatchObject({ status: 200, body: {}, cookie: 'parley_refresh=' })
  expect(parseSetCookie(ended.setCookie)).toMatchObject({ maxAge: 0, path: '/auth', httpOnly: true, secure: true })
  const after = await refresh(second.cookie)
  expect(after.body.error.name).toBe('REFRESH_INVALID')
  expect(parseSetCookie(after.setCookie)).toMatchObject({ value: '', maxAge: 0 })
  expect((await post('/auth/session.end', {}, { cookie: second.cookie })).status).toBe(200)
  expect((await post('/auth/session.end', {})).status).toBe(200)
})

test('a cookie used again after the grace ends the session and is cleared', async () => {
  const first = await signUp('carol')
  const second = await refresh(first.cookie)
  await sql(`update session set rotated_at = rotated_at - interval '11 seconds' where id = $1`, [first.body.session])
  const reused = await refresh(first.cookie)
  expect(reused).toMatchObject({ status: 401, body: { error: { name: 'REFRESH_REUSED' } }, cookie: 'parley_refresh=' })
  expect((await refresh(second.cookie)).status).toBe(401)
})

test('no cookie, or one that cannot be ours, is no session', async () => {
  for (const cookie of ['', 'other=1', 'parley_refresh=', 'parley_refresh=%00', `parley_refresh=${'x'.repeat(400)}`])
    expect(await refresh(cookie)).toMatchObject({ status: 401, body: { error: { name: 'REFRESH_INVALID' } } })
})

test('a token in the body is not taken, and does not touch the cookie', async () => {
  const { cookie } = await signUp('dora')
  const token = cookie.slice('parley_refresh='.length)
  for (const command of ['session.refresh', 'session.end']) {
    const answer = await post(`/auth/${command}`, { refresh: token }, { cookie })
    expect(answer).toMatchObject({ status: 400, setCookie: '', body: { error: { name: 'BAD_INPUT', at: '/refresh' } } })
  }
  expect((await refresh(cookie)).status).toBe(200)
})

test('over plain HTTP in a trusted network the operator may do without Secure', async () => {
  await using plain = await start({ COOKIE_SECURE: 'false' })
  const answer = await plain.post('/auth/account.create', { username: 'erin', password, name: 'Erin' })
  expect(parseSetCookie(answer.setCookie)).not.toHaveProperty('secure')
  expect(parseSetCookie(answer.setCookie)).toMatchObject({ httpOnly: true, sameSite: 'strict' })
})

test('pages of other sites are refused, whatever they send', async () => {
  const { cookie } = await signUp('fay')
  const from = (origin: string) => post('/auth/session.refresh', {}, { cookie, origin })
  for (const origin of [
    'https://evil.example',
    'null',
    'http://127.0.0.1:1',
    `https://127.0.0.1.evil.example:${auth.port}`,
  ])
    expect(await from(origin)).toMatchObject({ status: 403, body: { error: { name: 'ORIGIN_FORBIDDEN' } } })
  expect((await from(auth.url)).status).toBe(200)
  expect((await from('https://app.example')).status).toBe(200)
  const proxied = { cookie, origin: 'https://chat.example', 'x-forwarded-host': 'chat.example' }
  expect((await post('/auth/session.refresh', {}, proxied)).status).toBe(200)
})

test('what a form of another site can send is refused: only JSON is read', async () => {
  const { cookie } = await signUp('gina')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    expect(await post('/auth/session.refresh', '{}', { cookie, 'content-type': type })).toMatchObject({
      status: 400,
      body: { error: { name: 'BAD_INPUT' } },
    })
  expect(
    (await post('/auth/session.refresh', '{}', { cookie, 'content-type': 'application/json; charset=utf-8' })).status,
  ).toBe(200)
})

test('bad input gets its numbered error and the status of the table', async () => {
  const cases: [string, unknown, keyof typeof errors][] = [
    ['/auth/account.create', { username: 'Not Allowed', password, name: 'x' }, 'BAD_INPUT'],
    ['/auth/account.create', { username: 'hana', password: 'short', name: 'x' }, 'BAD_INPUT'],
    ['/auth/account.create', { username: 'hana', password, name: 'x', admin: true }, 'BAD_INPUT'],
    ['/auth/session.create', '{"username":"hana","password":"x","__proto__":{"a":1}}', 'BAD_INPUT'],
    ['/auth/session.create', '{"username":', 'BAD_INPUT'],
    ['/auth/session.create', '"text"', 'BAD_INPUT'],
    ['/auth/session.create', '[]', 'BAD_INPUT'],
    ['/auth/session.create', { username: 'hana', password: 'wrong' }, 'LOGIN_FAILED'],
    ['/auth/session.create', { username: 'x'.repeat(20_000), password }, 'BODY_TOO_LARGE'],
    ['/auth/user.get', {}, 'ROUTE_NOT_FOUND'],
    ['/auth/constructor', {}, 'ROUTE_NOT_FOUND'],
  ]
  for (const [path, body, name] of cases) {
    const answer = await post(path, body)
    expect(answer).toMatchObject({
      status: errors[name].status,
      body: { error: { code: errors[name].code, name } },
      setCookie: '',
    })
  }
})

test.each([
  ['name', 'a\\ud800b', 'holds half of a character (a lone surrogate)'],
  ['name', 'An\\u202en', 'holds U+202E, which shows nothing here, or changes how other text is shown'],
  ['name', '\\u3164', 'holds U+3164, which shows nothing here, or changes how other text is shown'],
  ['device', 'd\\u0000', 'holds U+0000, which is a control character or a line break'],
  ['password', '\\ud800 correct horse', 'holds half of a character (a lone surrogate)'],
])('who signs up with a %s of %s is told what is wrong with it', async (member, text, why) => {
  const input = { username: 'sur', password, name: 'Sur', [member]: '?' }
  const answer = await post('/auth/account.create', JSON.stringify(input).replace('"?"', `"${text}"`))
  expect(answer).toMatchObject({ status: 400, body: { error: { name: 'BAD_INPUT', at: `/${member}`, why } } })
})

test('what is told of a faulty input is short, however long that is', async () => {
  const { cookie } = await signUp('lena')
  const members = JSON.stringify({ ['x'.repeat(15_000)]: 1 })
  for (const path of ['/auth/account.create', '/auth/session.refresh']) {
    const answer = await post(path, members, { cookie })
    expect(answer).toMatchObject({ status: 400, body: { error: { name: 'BAD_INPUT' } } })
    expect(JSON.stringify(answer.body).length).toBeLessThan(400)
  }
})

test('the address comes from a trusted proxy and from nobody else', async () => {
  const addressOf = async (session: string) =>
    (await sql('select address from session where id = $1', [session]))[0].address
  const forwarded = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
  expect(await addressOf((await signUp('ida', forwarded)).body.session)).toBe('203.0.113.9')
  await using direct = await start({ TRUSTED_PROXIES: '10.0.0.0/8' })
  const answer = await direct.post('/auth/session.create', { username: 'ida', password }, forwarded)
  expect(await addressOf(answer.body.session)).toBe('127.0.0.1')
})

/** Sends the head of a login and only some of its body; resolves to the milliseconds until the server hangs up. */
const dribble = (port: number) =>
  new Promise<number>((resolve, reject) => {
    const begun = performance.now()
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'POST /auth/session.create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"user',
      ),
    )
    const more = setInterval(() => socket.write(' '), 100)
    socket.on('error', () => {})
    socket.once('close', () => {
      clearInterval(more)
      resolve(performance.now() - begun)
    })
    setTimeout(reject, 10_000, new Error('still open')).unref()
  })

test('a login that is not finished in time is dropped', async () => {
  await using hasty = await start({ REQUEST_SECONDS: '1' })
  const took = await dribble(hasty.port)
  expect(took).toBeGreaterThan(900)
  expect(took).toBeLessThan(3_000)
})

test('a browser that leaves during the login leaves no session behind', async () => {
  const { body } = await signUp('jane')
  const live = () => sql('select 1 from session where account = $1 and ended_at is null', [body.user])
  await using slow = await start({ HASH_MEMORY_KIB: '262144', HASH_PASSES: '4' })
  const leaving = new AbortController()
  const request = fetch(`${slow.url}/auth/session.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'jane', password }),
    signal: leaving.signal,
  })
  await sleep(150)
  leaving.abort()
  await expect(request).rejects.toThrow()
  const made = () => sql('select 1 from session where account = $1', [body.user])
  const deadline = Date.now() + 10_000
  while ((await made()).length < 2 && Date.now() < deadline) await sleep(50)
  await sleep(300)
  expect(await made()).toHaveLength(2)
  expect(await live()).toHaveLength(1)
})
