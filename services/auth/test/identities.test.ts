import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { makeFetchJson } from '../src/oidc/fetch-json.ts'
import { startProvider } from './issuers.ts'
import { password, useAuth } from './running-auth.ts'
import { audience, startIssuer } from './small-issuer.ts'
import { totpCode } from './totp.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const [provider, studio, slashed, other] = await Promise.all([
  startProvider(scope),
  startIssuer(scope),
  startIssuer(scope, '/'),
  startIssuer(scope),
])
const issuers = [
  `provider=${provider.url}|${audience}`,
  `studio=${studio.url}/|${audience}`,
  `slashed=${slashed.url}|${audience}`,
  `other=${other.url}|${audience}`,
]
const auth = await useAuth({
  OIDC_ISSUERS: issuers.join(','),
  OIDC_SIGN_UP: 'provider,studio,slashed,other',
  OIDC_PRIVATE: 'true',
  SIGN_UP: 'closed',
})
const { ok, error, sql, start } = auth

const exchange = (token: string, issuer = 'studio') => ok('session.exchange', { issuer, token })
const refused = async (token: string, issuer = 'studio') => (await error('session.exchange', { issuer, token })).name
const opened = await start({ SIGN_UP: 'open' })
const signUp = async (username: string) => {
  const { body } = await opened.post('/auth/account.create', { username, password, name: username })
  return { user: body.user, session: body.session }
}

test('the first token of somebody makes their account, and the next ones open it, as a real provider signs them', async () => {
  const first = await exchange(await provider.token(), 'provider')
  const second = await exchange(await provider.token(), 'provider')
  expect(second.user).toBe(first.user)
  expect(second.session).not.toBe(first.session)
  expect((await ok('session.refresh', { refresh: first.refresh })).session).toBe(first.session)
  const { identities } = await ok('identity.list', {}, first)
  expect(identities).toMatchObject([{ issuer: 'provider', url: provider.url, subject: 'back-end' }])
})

test('what the issuer calls them is their name, where one may be called so', async () => {
  const nameOf = async (claims: JWTPayload) => {
    const { user, session } = await exchange(await studio.sign(claims))
    return (await ok('account.get', {}, { user, session })).name
  }
  expect(await nameOf({ sub: 'named', name: 'نورا 🎮' })).toBe('نورا 🎮')
  expect(await nameOf({ sub: 'nicked', preferred_username: 'Nick' })).toBe('Nick')
  for (const name of ['', 'x'.repeat(65), '\u202egnp', 7, null])
    expect(await nameOf({ sub: `unnamed ${name}`, name })).toBe('Somebody')
})

test('of many first tokens at once one makes the account, and all get in', async () => {
  const token = await studio.sign({ sub: 'crowd' })
  const sessions = await Promise.all(Array.from({ length: 20 }, () => exchange(token)))
  expect(new Set(sessions.map(({ user }) => user)).size).toBe(1)
  expect(new Set(sessions.map(({ session }) => session)).size).toBe(20)
})

test('a slash at the end of the issuer, in the settings or in the token, is nothing', async () => {
  const claims = { sub: 'slash' }
  const one = await exchange(await studio.sign({ ...claims, iss: studio.url }))
  const two = await exchange(await studio.sign({ ...claims, iss: `${studio.url}/` }))
  expect(two.user).toBe(one.user)
  const three = await exchange(await slashed.sign(claims), 'slashed')
  expect(three.user).not.toBe(one.user)
  expect((await exchange(await slashed.sign({ ...claims, iss: slashed.url }), 'slashed')).user).toBe(three.user)
})

test('a token that is not of the issuer, for us, and of now, opens nothing', async () => {
  const foreign = await generateKeyPair('RS256')
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: studio.url, aud: audience, sub: 'somebody', exp: now + 300 }
  const byKey = (key: Parameters<SignJWT['sign']>[0], header: object) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(key)
  const secret = new TextEncoder().encode('a secret that is shared with everybody')
  const tokens = [
    await other.sign({ sub: 'somebody' }),
    await other.sign({ sub: 'somebody', iss: studio.url }),
    await studio.sign({ sub: 'somebody', iss: `${studio.url}//` }),
    await studio.sign({ sub: 'somebody', iss: `${studio.url}.evil.example` }),
    await studio.sign({ sub: 'somebody', aud: 'another-game' }),
    await studio.sign({ sub: 'somebody', aud: [] }),
    await studio.sign({ sub: 'somebody', exp: now - 60 }),
    await studio.sign({ sub: 'somebody', nbf: now + 300 }),
    await studio.sign({}),
    await studio.sign({ sub: '' }),
    await studio.sign({ sub: 'x'.repeat(256) }),
    await studio.sign({ sub: 'somebody' }, { typ: 'logout+jwt' }),
    await studio.sign({ sub: 'somebody' }, { kid: 'nobody' }),
    await byKey(foreign.privateKey, { kid: 'a' }),
    await byKey(foreign.privateKey, { kid: 'a', jwk: { kty: 'RSA' } }),
    await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'a' }).sign(secret),
    new UnsecuredJWT(claims).encode(),
    'a.b.c',
    'nonsense',
  ]
  for (const token of tokens) expect(await refused(token), token).toBe('IDENTITY_REFUSED')
  expect(await refused(await studio.sign({ sub: 'somebody' }), 'nobody')).toBe('ISSUER_UNKNOWN')
  expect(await sql(`select 1 from identity where subject = 'somebody'`)).toEqual([])
})

test('an account is linked by who is logged in to it, with their password, and to one person of an issuer', async () => {
  const [ada, bob] = [await signUp('ada'), await signUp('bob')]
  const token = await studio.sign({ sub: 'linked' })
  const link = (own: typeof ada, given: string, typed = password) =>
    error('identity.create', { issuer: 'studio', token: given, password: typed }, own)
  expect(await link(ada, token, 'wrong')).toMatchObject({ name: 'LOGIN_FAILED' })
  for (let times = 0; times < 2; times++) await ok('identity.create', { issuer: 'studio', token, password }, ada)
  expect((await exchange(token)).user).toBe(ada.user)
  expect(await link(bob, token)).toMatchObject({ name: 'IDENTITY_TAKEN' })
  expect(await link(ada, await studio.sign({ sub: 'second' }))).toMatchObject({ name: 'IDENTITY_TAKEN' })
  const unlink = (own: typeof ada) => ok('identity.remove', { issuer: 'studio', password }, own)
  await unlink(bob)
  expect((await exchange(token)).user).toBe(ada.user)
  await unlink(ada)
  await unlink(ada)
  expect((await exchange(token)).user).not.toBe(ada.user)
})

test('who has a second factor is asked for it behind a token, too', async () => {
  const { user, session } = await exchange(await studio.sign({ sub: 'guarded' }))
  await sql(`insert into totp (account, secret, confirmed_at) values ($1, '\\x00', now())`, [user])
  expect(session).toBeDefined()
  expect(await refused(await studio.sign({ sub: 'guarded' }))).toBe('SECOND_FACTOR_NEEDED')
})

test('the keys of an issuer are asked for once, and for one that is new not by each who names it', async () => {
  const before = other.asked.length
  for (let place = 0; place < 5; place++) await exchange(await other.sign({ sub: `keys ${place}` }), 'other')
  for (let place = 0; place < 5; place++)
    await refused(await other.sign({ sub: 'x' }, { kid: `none ${place}` }), 'other')
  // Of two processes, each asks for the document and the keys.
  expect(other.asked.length - before).toBeLessThanOrEqual(4)
})

test('where nobody may sign up, a token opens the account that there is, and makes none, unless its issuer is excepted', async () => {
  await using shut = await start({ OIDC_SIGN_UP: 'other' })
  const come = async (issuer: 'studio' | 'other', sub: string) =>
    shut.post('/auth/session.exchange', { issuer, token: await (issuer === 'studio' ? studio : other).sign({ sub }) })
  for (let times = 0; times < 2; times++)
    expect(await come('studio', 'shut out')).toMatchObject({ status: 403, body: { error: { code: 1112 } } })
  expect(await sql(`select 1 from identity where subject = 'shut out'`)).toEqual([])
  // By its own address: what comes over NATS goes to either process.
  const there = { issuer: 'studio', token: await studio.sign({ sub: 'there already' }) }
  const { user } = (await auth.post('/auth/session.exchange', there)).body
  expect(user).toBeDefined()
  expect((await come('studio', 'there already')).body.user).toBe(user)
  expect((await come('other', 'excepted')).status).toBe(200)
  await expect(start({ OIDC_SIGN_UP: 'nobody' })).rejects.toThrow(/OIDC_SIGN_UP has nobody/)
})

test('where one signs up by invitation, the first token takes a code, which is used up, and the next ones none', async () => {
  await using invited = await start({ OIDC_SIGN_UP: 'other', SIGN_UP: 'invitation' })
  const code = 'a code that somebody was given'
  const hash = createHash('sha256').update(code.replaceAll(' ', '-')).digest()
  await sql('insert into entry (id, hash, uses_left) values ($1, $2, 1)', [randomUUID(), hash])
  const come = async (sub: string, given: { invitation?: string } = {}) => {
    const { status, body } = await invited.post('/auth/session.exchange', {
      issuer: 'studio',
      token: await studio.sign({ sub }),
      ...given,
    })
    return status === 200 ? 'in' : body.error.name
  }
  const invitation = code.replaceAll(' ', '-')
  expect(await come('invited')).toBe('SIGN_UP_BY_INVITATION')
  expect(await come('invited', { invitation })).toBe('in')
  expect(await come('invited')).toBe('in')
  expect(await come('another', { invitation })).toBe('SIGN_UP_BY_INVITATION')
})

test('where somebody lets people in, the first token makes an account that waits', async () => {
  await using approving = await start({ OIDC_SIGN_UP: 'other', SIGN_UP: 'approval' })
  const come = async () => {
    const token = await studio.sign({ sub: 'waiting' })
    return (await approving.post('/auth/session.exchange', { issuer: 'studio', token })).body
  }
  for (let times = 0; times < 2; times++) expect((await come()).error.name).toBe('ACCOUNT_PENDING')
  const [waiting] = await sql(`select account from identity where subject = 'waiting'`)
  await sql('update restriction set lifted_at = now() where account = $1', [waiting.account])
  expect((await come()).user).toBe(waiting.account)
})

test('an issuer that does not answer is one that does not answer, and tokens of others are taken meanwhile', async () => {
  await using alone = await start({
    OIDC_ISSUERS: `gone=http://127.0.0.1:1|${audience},${issuers[1]}`,
    OIDC_SIGN_UP: 'studio',
  })
  const token = await studio.sign({ sub: 'meanwhile' })
  const gone = await alone.post('/auth/session.exchange', { issuer: 'gone', token })
  expect(gone).toMatchObject({ status: 503, body: { error: { name: 'UNAVAILABLE' } } })
  const answer = await alone.post('/auth/session.exchange', { issuer: 'studio', token })
  expect(answer).toMatchObject({ status: 200, body: { refresh: '' } })
  expect(answer.setCookie).toContain('refresh')
})

test('no internal address is reached for an issuer, unless the operator says so', async () => {
  let reached = 0
  const server = createServer((socket) => {
    reached++
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const hosts = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]']
  for (const host of hosts) await expect(makeFetchJson(false)(`https://${host}:${port}/`)).rejects.toThrow()
  await expect(makeFetchJson(false)(`http://127.0.0.1:${port}/`)).rejects.toThrow('not https')
  expect(reached).toBe(0)
  await expect(makeFetchJson(true)(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  expect(reached).toBe(1)
  server.close()
  await expect(start({ OIDC_PRIVATE: 'false' })).rejects.toThrow(/OIDC_ISSUERS.*http/)
})

/** As if they had logged in so long ago. */
const age = (session: string) =>
  sql(`update session set created_at = created_at - interval '11 minutes' where id = $1`, [session])
const stranger = async (sub: string) => {
  const { user, session } = await exchange(await studio.sign({ sub }))
  return { user, session }
}

test('who came by an issuer has no password, and opens or closes their account by a log-in of this moment', async () => {
  const eve = await stranger('without one')
  expect(await ok('factor.list', {}, eve)).toMatchObject({ password: false })
  await ok('identity.create', { issuer: 'other', token: await other.sign({ sub: 'eve' }) }, eve)
  await ok('identity.remove', { issuer: 'other' }, eve)
  expect(await error('identity.remove', { issuer: 'studio' }, eve)).toMatchObject({ name: 'LAST_WAY_IN' })
  expect((await stranger('without one')).user).toBe(eve.user)
  await age(eve.session)
  const old = [
    error('identity.create', { issuer: 'other', token: await other.sign({ sub: 'eve' }) }, eve),
    error('password.change', { new_password: password }, eve),
    error('username.change', { username: 'eve-of-old' }, eve),
    error('email.remove', {}, eve),
    error('account.close', { messages: 'remove' }, eve),
    // Whatever is typed is no password of theirs.
    error('account.close', { messages: 'remove', password: '' }, eve),
  ]
  for (const refusal of await Promise.all(old)) expect(refusal).toMatchObject({ code: 1117, name: 'LOGIN_TOO_OLD' })
  const { at } = await ok('account.close', { messages: 'remove' }, await stranger('without one'))
  expect(at).toBeGreaterThan(0)
})

test('they set a password, once, and from then on it is asked for', async () => {
  const ivy = await stranger('sets one')
  await stranger('sets one')
  const { username } = await ok('account.get', {}, ivy)
  const logIn = () => ok('session.create', { username, password })
  const nobody = await error('session.create', { username, password })
  expect(nobody).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await error('password.change', { new_password: 'password' }, ivy)).toMatchObject({ name: 'PASSWORD_WEAK' })
  expect(await ok('password.change', { new_password: password }, ivy)).toEqual({ ended: 1 })
  // Who lost the answer.
  expect(await ok('password.change', { new_password: password }, ivy)).toEqual({ ended: 0 })
  expect((await logIn()).user).toBe(ivy.user)
  expect(await ok('factor.list', {}, ivy)).not.toHaveProperty('password')
  const another = { new_password: 'another horse battery' }
  expect(await error('password.change', another, ivy)).toMatchObject({ name: 'BAD_INPUT', at: '/password' })
})

test('a session that another one has let in sets no password, and a second factor does in place of a new log-in', async () => {
  const mia = await stranger('lets in')
  const { grant, code } = await ok('device.start', {})
  await ok('device.answer', { code, allow: true }, mia)
  const letIn = await ok('device.check', { grant })
  expect(await error('password.change', { new_password: password }, letIn)).toMatchObject({ name: 'LOGIN_TOO_OLD' })
  const { secret } = await ok('totp.start', {}, mia)
  const { recovery = [] } = await ok('totp.create', { code: totpCode(secret) }, mia)
  const given = { new_password: password }
  expect(await error('password.change', given, letIn)).toMatchObject({ name: 'BAD_INPUT', at: '/proof' })
  expect(await error('password.change', { ...given, proof: { code: '000000' } }, letIn)).toMatchObject({ code: 1131 })
  expect(await ok('password.change', { ...given, proof: { code: String(recovery[0]) } }, letIn)).toEqual({ ended: 1 })
})

test('who has no password appeals by a token of their issuer', async () => {
  const pat = await stranger('appeals')
  const text = 'I did nothing.'
  const appeal = async (sub: string) => ({ issuer: 'studio', token: await studio.sign({ sub }), text })
  expect(await error('account.appeal', await appeal('nobody at all'))).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await error('account.appeal', await appeal('appeals'))).toMatchObject({ name: 'NOTHING_TO_APPEAL' })
  await sql(`insert into restriction (account, kind, reason) values ($1, 'banned', 'because')`, [pat.user])
  expect(await refused(await studio.sign({ sub: 'appeals' }))).toBe('ACCOUNT_BANNED')
  const forged = { issuer: 'studio', token: await other.sign({ sub: 'appeals' }), text }
  expect(await error('account.appeal', forged)).toMatchObject({ name: 'IDENTITY_REFUSED' })
  expect(await ok('account.appeal', await appeal('appeals'))).toMatchObject({
    restrictions: [{ kind: 'banned', appeal: text }],
  })
})
