import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { errors } from '@parley/protocol'
import { parseSetCookie } from 'cookie'
import { describe, expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const auth = await useAuth({ ALLOWED_ORIGINS: 'https://app.example' })
const { post, sql, start } = auth

const signUp = (username: string, headers: Record<string, string> = {}) =>
  post('/auth/account.create', { username, password, name: username }, headers)
const login = (username: string, headers: Record<string, string> = {}) =>
  post('/auth/session.create', { username, password }, headers)
const refresh = (cookie: string) => post('/auth/session.refresh', {}, { cookie })
/** Over TLS, of the port at which this platform is. */
const own = `__Host-parley_refresh_${auth.port}`
const former = 'parley_refresh'

test('signing up and logging in set a cookie that no script reads and that lives as long as the token', async () => {
  for (const answer of [await signUp('ada'), await login('ada')]) {
    expect(answer.status).toBe(200)
    expect(answer.body.refresh).toBe('')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const cookie = parseSetCookie(answer.setCookie.split('\n')[0] as string)
    expect(cookie).toMatchObject({
      name: own,
      httpOnly: true,
      secure: true,
      sameSite: 'strict',
      path: '/',
    })
    expect(cookie).not.toHaveProperty('domain')
    expect(cookie.value).toMatch(/^[\w-]{44}$/)
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
  expect(ended).toMatchObject({ status: 200, body: {}, cookie: `${own}=` })
  expect(parseSetCookie(ended.setCookie)).toMatchObject({ maxAge: 0, path: '/', httpOnly: true, secure: true })
  const after = await refresh(second.cookie)
  expect(after.body.error.name).toBe('REFRESH_INVALID')
  expect(parseSetCookie(after.setCookie)).toMatchObject({ value: '', maxAge: 0 })
  expect((await post('/auth/session.end', {}, { cookie: second.cookie })).status).toBe(200)
  expect((await post('/auth/session.end', {})).status).toBe(200)
})

test('a cookie used again after its successor ends the session and is cleared', async () => {
  const first = await signUp('carol')
  const second = await refresh((await refresh(first.cookie)).cookie)
  const reused = await refresh(first.cookie)
  expect(reused).toMatchObject({ status: 401, body: { error: { name: 'REFRESH_REUSED' } }, cookie: `${own}=` })
  expect((await refresh(second.cookie)).status).toBe(401)
})

test('no cookie, or one that cannot be ours, is no session', async () => {
  for (const name of [own, former])
    for (const cookie of ['', 'other=1', `${name}=`, `${name}=%00`, `${name}=${'x'.repeat(400)}`, `${name}="x"`])
      expect(await refresh(cookie)).toMatchObject({ status: 401, body: { error: { name: 'REFRESH_INVALID' } } })
})

test('a token in the body is not taken, and does not touch the cookie', async () => {
  const { cookie } = await signUp('dora')
  const token = cookie.slice(own.length + 1)
  for (const command of ['session.refresh', 'session.end']) {
    const answer = await post(`/auth/${command}`, { refresh: token }, { cookie })
    expect(answer).toMatchObject({ status: 400, setCookie: '', body: { error: { name: 'BAD_INPUT', at: '/refresh' } } })
  }
  expect((await refresh(cookie)).status).toBe(200)
})

test('over plain HTTP in a trusted network the operator may do without Secure', async () => {
  await using plain = await start({ COOKIE_SECURE: 'false' })
  const answer = await plain.post('/auth/account.create', { username: 'erin', password, name: 'Erin' })
  const cookie = parseSetCookie(answer.setCookie)
  expect(cookie).not.toHaveProperty('secure')
  expect(cookie).toMatchObject({
    name: `parley_refresh_${plain.port}`,
    httpOnly: true,
    sameSite: 'strict',
    path: '/auth',
  })
  expect((await plain.post('/auth/session.refresh', {}, { cookie: answer.cookie })).status).toBe(200)
})

test('where the page came over TLS the cookie is for TLS, whatever the operator does without', async () => {
  await using behind = await start({ COOKIE_SECURE: 'false' })
  await using known = await start({ COOKIE_SECURE: 'false', PUBLIC_URL: 'https://chat.example' })
  const forwarded = { 'x-forwarded-host': 'chat.example', 'x-forwarded-for': '192.0.2.1' }
  const answers = [
    await behind.post(
      '/auth/session.create',
      { username: 'ada', password },
      { ...forwarded, 'x-forwarded-proto': 'https' },
    ),
    await known.post('/auth/session.create', { username: 'ada', password }, forwarded),
  ]
  for (const { setCookie } of answers)
    expect(parseSetCookie(setCookie)).toMatchObject({ name: '__Host-parley_refresh', secure: true, path: '/' })
})

test('two platforms on one host leave each other their sessions', async () => {
  await using other = await start({ COOKIE_SECURE: 'false' })
  await using third = await start({ COOKIE_SECURE: 'false' })
  const first = await other.post('/auth/session.create', { username: 'ada', password })
  const second = await third.post('/auth/session.create', { username: 'ada', password })
  expect(first.cookie.split('=')[0]).not.toBe(second.cookie.split('=')[0])
  const both = `${first.cookie}; ${second.cookie}`
  const ended = await third.post('/auth/session.end', {}, { cookie: both })
  expect(ended.cookie).toBe(`parley_refresh_${third.port}=`)
  expect((await other.post('/auth/session.refresh', {}, { cookie: both })).status).toBe(200)
})

describe('a cookie of the release before', () => {
  /** A session as that release left it: its token is shorter, and so is the name. */
  const formerSession = async (username: string) => {
    const { body, cookie } = await signUp(username)
    const token = randomBytes(32).toString('base64url')
    const hash = createHash('sha256').update(token).digest()
    await sql('update refresh_token set hash = $1 where session = $2', [hash, body.session])
    return { session: body.session, cookie: `${former}=${token}`, made: cookie }
  }

  test('goes on, and is replaced by one of today', async () => {
    const { session, cookie } = await formerSession('lena')
    const answer = await refresh(cookie)
    expect(answer).toMatchObject({ status: 200, body: { session } })
    const [cleared, set] = answer.headers.getSetCookie().map((each) => parseSetCookie(each))
    expect(cleared).toMatchObject({ name: former, value: '', maxAge: 0, path: '/auth' })
    expect(set).toMatchObject({ name: own, path: '/' })
    expect((await refresh(`${set?.name}=${set?.value}`)).status).toBe(200)
  })

  test('that is no good here stays, as it may be that of another platform on this host', async () => {
    const answer = await refresh(`${former}=${'x'.repeat(43)}`)
    expect(answer).toMatchObject({ status: 401, setCookie: '' })
  })

  test('counts for nothing beside one of today, and ends with it', async () => {
    const { session, cookie } = await formerSession('mona')
    const today = await login('mona')
    const both = `${cookie}; ${today.cookie}`
    expect((await refresh(both)).body.session).toBe(today.body.session)
    await post('/auth/session.end', {}, { cookie: both })
    expect(await sql('select 1 from session where id = $1 and ended_at is null', [session])).toEqual([])
  })

  test('is not what somebody slips in under its name with a session of today', async () => {
    const thief = await login('ada')
    const answer = await refresh(`${former}=${thief.cookie.slice(own.length + 1)}`)
    expect(answer).toMatchObject({ status: 401, setCookie: '', body: { error: { name: 'REFRESH_INVALID' } } })
  })
})

describe('a cookie of the same name that somebody slips in beside ours', () => {
  test('is not taken, in whatever order they come, and neither is cleared', async () => {
    const [mine, theirs] = [await signUp('nora'), await signUp('thea')]
    for (const cookie of [`${theirs.cookie}; ${mine.cookie}`, `${mine.cookie}; ${theirs.cookie}`])
      expect(await refresh(cookie)).toMatchObject({
        status: 401,
        setCookie: '',
        body: { error: { name: 'REFRESH_INVALID' } },
      })
    expect((await refresh(mine.cookie)).body.session).toBe(mine.body.session)
  })

  test('does not matter where it holds no token, or the same one', async () => {
    const { cookie, body } = await signUp('olga')
    expect((await refresh(`${own}=nonsense; ${cookie}; ${cookie}`)).body.session).toBe(body.session)
  })

  test('does not keep anybody logged in who logs out', async () => {
    const [mine, theirs] = [await signUp('petra'), await signUp('rosa')]
    const ended = await post('/auth/session.end', {}, { cookie: `${theirs.cookie}; ${mine.cookie}` })
    expect(parseSetCookie(ended.setCookie)).toMatchObject({ name: own, maxAge: 0 })
    expect((await refresh(mine.cookie)).status).toBe(401)
  })
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
  await using behind = await start({ ALLOWED_ORIGINS: '*' })
  const proxied = { origin: 'https://chat.example', 'x-forwarded-host': 'chat.example' }
  expect((await behind.post('/auth/session.create', { username: 'fay', password }, proxied)).status).toBe(200)
  const any = { origin: 'https://evil.example', 'x-forwarded-host': 'chat.example' }
  expect((await behind.post('/auth/session.create', { username: 'fay', password }, any)).status).toBe(403)
})

test('what a form of another site can send is refused: only JSON is read', async () => {
  const { cookie } = await signUp('gina')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    expect(await post('/auth/session.refresh', '{}', { cookie, 'content-type': type })).toMatchObject({
      status: 415,
      body: { error: { name: 'JSON_ONLY' } },
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

test('the address comes from a gateway and from nobody else, and is the one that it names last', async () => {
  const gatewayKey = 'a-key-of-gateways'
  await using byKey = await start({ GATEWAY_KEY: gatewayKey })
  await using byNobody = await start({ TRUSTED_PROXIES: '' })
  await signUp('ida')
  const addressFor = async ({ post: ask }: Pick<typeof auth, 'post'>, headers: Record<string, string>) => {
    const { body } = await ask('/auth/session.create', { username: 'ida', password }, headers)
    return (await sql('select address from session where id = $1', [body.session]))[0].address
  }
  const forwarded = { 'x-forwarded-for': '198.51.100.7, 127.0.0.2' }
  expect(await addressFor(auth, forwarded)).toBe('127.0.0.2')
  expect(await addressFor(byKey, { ...forwarded, 'x-parley-gateway': gatewayKey })).toBe('127.0.0.2')
  expect(await addressFor(byKey, forwarded)).toBe('127.0.0.1')
  expect(await addressFor(byNobody, forwarded)).toBe('127.0.0.1')
})

/** Sends the head of a login and only some of its body; resolves to the milliseconds until the server hangs up. */
const dribble = (port: number) =>
  new Promise<number>((resolve, reject) => {
    const begun = performance.now()
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'POST /auth/session.create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"user',
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

test('the proof that a browser has logged in before is a cookie that no script reads and that outlives the session', async () => {
  const answer = await signUp('kim')
  expect(answer.body.device_token).toBe('')
  const device = parseSetCookie(answer.headers.getSetCookie()[1] as string)
  expect(device).toMatchObject({
    name: expect.stringMatching(/^__Host-parley_device/),
    value: expect.stringMatching(/^[\w-]{64}$/),
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/',
  })
  expect(device.maxAge).toBe(400 * 86_400)
  const ended = await post('/auth/session.end', {}, { cookie: answer.cookie })
  expect(ended.headers.getSetCookie()).toHaveLength(1)
})

test('a browser that has logged in before is not held up by the failures of others, for each person who uses it', async () => {
  await using strict = await start({ LOGIN_FAILURES_PER_ACCOUNT: '2', LOGIN_FAILURES_EVERYWHERE: '2' })
  let jar = ''
  const logIn = async (username: string, given = password, cookie = jar) => {
    const answer = await strict.post('/auth/session.create', { username, password: given }, { cookie })
    const [, device = ''] = answer.headers.getSetCookie()
    if (device) jar = device.split(';')[0] as string
    return answer.body.error?.name
  }
  for (const username of ['lars', 'lisa']) {
    await signUp(username)
    expect(await logIn(username)).toBeUndefined()
  }
  for (const username of ['lars', 'lisa']) {
    for (let tries = 0; tries < 2; tries++) expect(await logIn(username, 'wrong', '')).toBe('LOGIN_FAILED')
    expect(await logIn(username, password, '')).toBe('TOO_MANY_ATTEMPTS')
    expect(await logIn(username, password, 'parley_device=%00')).toBe('TOO_MANY_ATTEMPTS')
    expect(await logIn(username)).toBeUndefined()
  }
})

test('a browser that leaves while its log-in waits for a hash costs none', async () => {
  await using slow = await start({
    HASH_MEMORY_KIB: '262144',
    HASH_PASSES: '4',
    HASHES_AT_ONCE: '1',
    METRICS_PORT: '0',
  })
  const leave = new AbortController()
  const log = (username: string, signal?: AbortSignal) =>
    fetch(`${slow.url}/auth/session.create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
      ...(signal && { signal }),
    })
  const failed = () => slow.lines.filter((line) => line.includes('"log-in-failed"')).length
  const hashes = async (which: 'running' | 'waiting') => {
    const text = await (await fetch(`http://127.0.0.1:${slow.metricsPort}/metrics`)).text()
    return Number(text.match(new RegExp(`^parley_auth_hashes_${which}(?:{[^}]*})? (\\d+)$`, 'm'))?.[1])
  }
  const first = log('nobody.first')
  await expect.poll(() => hashes('running'), { timeout: 10_000 }).toBe(1)
  const leaving = [1, 2, 3].map((place) => log(`nobody.${place}`, leave.signal))
  await expect.poll(() => hashes('waiting'), { timeout: 10_000 }).toBe(3)
  leave.abort()
  for (const one of leaving) await expect(one).rejects.toThrow()
  await first
  await log('nobody.last')
  expect(failed()).toBe(2)
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
