import { expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'
import { totpCode } from './totp.ts'

const { ok, error, sql, signUp, url, lines } = await useAuth({
  PUBLIC_URL: 'https://chat.example',
  LOGIN_FAILURES_PER_ACCOUNT: '3',
})

type Own = Awaited<ReturnType<typeof signUp>>
const own = await signUp('owner')
const from = ({ user, session }: Own, address = '192.0.2.9') => ({ user, session, address })
const ask = (device = 'Terminal') => ok('device.start', { device }, { address: '198.51.100.4' })
const allow = (code: string, who = own) => ok('device.answer', { code, allow: true, password }, from(who))
const refusal = async (grant: string) => (await error('device.check', { grant })).name
/** As if so much had passed since the device asked last, and since it began. */
const pass = (seconds: number) =>
  sql(`update device_grant set asked_at = asked_at - make_interval(secs => $1)`, [seconds])

test('a device shows a code, somebody sees what asks and lets it in, and it stands among their devices', async () => {
  const { grant, code, url: page, interval_ms } = await ask('Console in the hall')
  expect(page).toBe('https://chat.example/#/device')
  expect(interval_ms).toBe(5_000)
  expect(await refusal(grant)).toBe('GRANT_PENDING')
  const typed = code.toLowerCase().replace('-', ' ')
  expect(await ok('device.look', { code: typed }, from(own))).toEqual({
    code,
    device: 'Console in the hall',
    address: '198.51.100.4',
    expires_at: expect.any(Number),
  })
  await pass(60)
  expect(await refusal(grant)).toBe('GRANT_PENDING')
  await allow(typed)
  await pass(60)
  const opened = await ok('device.check', { grant }, { address: '198.51.100.4' })
  expect(opened.user).toBe(own.user)
  const { sessions } = await ok('session.list', {}, opened)
  expect(sessions[0]).toMatchObject({ device: 'Console in the hall', address: '198.51.100.4', current: true })
  expect((await ok('session.refresh', { refresh: opened.refresh })).session).toBe(opened.session)
})

test('whoever has a token alone lets nothing in, and the code is good for its owner still', async () => {
  const { grant, code } = await ask()
  expect(await error('device.answer', { code, allow: true }, from(own))).toMatchObject({
    name: 'BAD_INPUT',
    at: '/password',
  })
  const guessed = { code, allow: true, password: `${password}!` }
  expect(await error('device.answer', guessed, from(own))).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await refusal(grant)).toBe('GRANT_PENDING')
  await allow(code)
  await pass(60)
  expect((await ok('device.check', { grant })).user).toBe(own.user)
})

test('it is let in once, of many that ask at the same time', async () => {
  const { grant, code } = await ask()
  await allow(code)
  const asked = await Promise.all(
    Array.from({ length: 20 }, () =>
      ok('device.check', { grant }).then(
        ({ user }) => user,
        (reason) => String(reason),
      ),
    ),
  )
  expect(asked.filter((one) => one === own.user)).toHaveLength(1)
  for (const one of asked) if (one !== own.user) expect(one).toMatch(/GRANT_(OVER|HASTY)/)
  expect(await error('device.answer', { code, allow: true, password }, from(own))).toMatchObject({
    name: 'GRANT_UNKNOWN',
  })
})

test('whoever asks too soon waits longer from then on', async () => {
  const { grant } = await ask()
  expect(await refusal(grant)).toBe('GRANT_PENDING')
  expect(await error('device.check', { grant })).toMatchObject({ name: 'GRANT_HASTY', retry_ms: 10_000 })
  await pass(7)
  expect(await error('device.check', { grant })).toMatchObject({ name: 'GRANT_HASTY', retry_ms: 15_000 })
  await pass(15)
  expect(await refusal(grant)).toBe('GRANT_PENDING')
})

test('who is sent away, too late, or let in by a session that has ended since, is not logged in', async () => {
  const away = await ask()
  await ok('device.answer', { code: away.code, allow: false }, from(own))
  expect(await refusal(away.grant)).toBe('GRANT_REFUSED')
  const late = await ask()
  await sql(`update device_grant set expires_at = now() where code = $1`, [late.code])
  expect(await refusal(late.grant)).toBe('GRANT_OVER')
  expect(await error('device.look', { code: late.code }, from(own))).toMatchObject({ name: 'GRANT_UNKNOWN' })
  const ended = await ask()
  const other = await ok('session.create', { username: 'owner', password })
  await allow(ended.code, other)
  await ok('session.end', { refresh: other.refresh })
  expect(await refusal(ended.grant)).toBe('GRANT_REFUSED')
  expect(await refusal('nonsense')).toBe('GRANT_OVER')
})

test('codes are not guessed: a few wrong ones hold up an account, and an address, and right ones take nothing of it', async () => {
  const [guesser, second] = [await signUp('guesser'), await signUp('second')]
  const look = (code: string, who: Own, address: string) => error('device.look', { code }, from(who, address))
  const { code } = await ask()
  for (let times = 0; times < 5; times++) await ok('device.look', { code }, from(guesser, '203.0.113.1'))
  for (const wrong of ['BBBB-BBBB', 'no code', 'CCCC-CCCC'])
    expect(await look(wrong, guesser, '203.0.113.1')).toMatchObject({ name: 'GRANT_UNKNOWN' })
  expect(await look(code, guesser, '203.0.113.2')).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  expect(await look(code, second, '203.0.113.1')).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  await ok('device.look', { code }, from(second, '203.0.113.3'))
})

test('who has a second factor has shown it where they let the device in', async () => {
  const guarded = await signUp('guarded')
  const { secret } = await ok('totp.start', {}, from(guarded))
  const setUp = { password, code: totpCode(secret) }
  const { recovery: [spare = ''] = [] } = await ok('totp.create', setUp, from(guarded))
  const { grant, code } = await ask()
  const yes = { code, allow: true, password }
  expect(await error('device.answer', yes, from(guarded))).toMatchObject({ name: 'BAD_INPUT', at: '/proof' })
  await ok('device.answer', { ...yes, proof: { code: spare } }, from(guarded))
  expect((await ok('device.check', { grant })).user).toBe(guarded.user)
})

test('libraries that know RFC 8628 log in by it', async () => {
  const post = async (path: string, form: Record<string, string>) => {
    const answer = await fetch(`${url}/auth/device/${path}`, { method: 'POST', body: new URLSearchParams(form) })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  const { body } = await post('authorize', { client_id: 'cli' })
  expect(body).toEqual({
    device_code: expect.any(String),
    user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
    verification_uri: 'https://chat.example/#/device',
    verification_uri_complete: `https://chat.example/#/device/${body.user_code}`,
    expires_in: 600,
    interval: 5,
  })
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const token = (more = {}) =>
    post('token', { grant_type, device_code: body.device_code as string, client_id: 'cli', ...more })
  expect(await token()).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
  expect(await token()).toMatchObject({ status: 400, body: { error: 'slow_down' } })
  expect(await token({ grant_type: 'password' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  expect(await token({ device_code: 'x' })).toMatchObject({ status: 400, body: { error: 'expired_token' } })
  await allow(body.user_code as string)
  await pass(60)
  const opened = await token()
  expect(opened).toMatchObject({ status: 200, body: { token_type: 'Bearer', access_token: expect.any(String) } })
  expect((await ok('session.refresh', { refresh: opened.body.refresh_token as string })).user).toBe(own.user)
  for (const secret of [body.device_code, opened.body.refresh_token]) expect(lines.join('')).not.toContain(secret)
})
