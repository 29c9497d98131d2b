import { createHash } from 'node:crypto'
import type { Input } from '@parley/protocol'
import type { JWTPayload } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { startProvider } from './issuers.ts'
import { password, useAuth } from './running-auth.ts'
import { audience, ourClient, startIssuer } from './small-issuer.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const [provider, studio, other] = await Promise.all([
  startProvider(scope),
  startIssuer(scope, '/', { authorization_response_iss_parameter_supported: true }),
  startIssuer(scope),
])
const issuers = { provider: provider.url, studio: studio.url, other: other.url }
const auth = await useAuth({
  PUBLIC_URL: new URL(ourClient.page).origin,
  OIDC_ISSUERS: Object.entries(issuers)
    .map(([name, url]) => `${name}=${url}|${audience}`)
    .join(','),
  OIDC_CLIENTS: `provider=${ourClient.id},studio=${ourClient.id}|Studio account,other=${ourClient.id}`,
  OIDC_SECRETS: `provider=${ourClient.secret},studio=s3cret`,
  OIDC_ROLES: 'studio|staff=support,studio|bosses=admin',
  OIDC_PRIVATE: 'true',
})
const { ok, error, sql, start, post, lines } = auth

type Arrival = Input<'session.arrive'>
type Issuer = 'provider' | 'studio' | 'other'

/** Somebody who has gone to an issuer, which gives a token with these claims for their code. */
const go = async (claims: JWTPayload = {}, issuer: Exclude<Issuer, 'provider'> = 'studio') => {
  const { url, binding } = await ok('issuer.start', { issuer, device: 'test' })
  const asked = Object.fromEntries(new URL(url).searchParams)
  const of = issuer === 'studio' ? studio : other
  const code = `code of ${binding}`
  const forms: URLSearchParams[] = []
  of.onCode(async (form) => {
    forms.push(form)
    const now = Math.floor(Date.now() / 1_000)
    const token = { aud: ourClient.id, nonce: asked.nonce, iat: now, ...claims }
    return { body: { id_token: await of.sign(token) } }
  })
  const back: Arrival = { binding, state: asked.state as string, code, iss: `${of.url}/` }
  return { url: new URL(url), asked, back, forms }
}
const refusal = async (input: Arrival) => (await error('session.arrive', input)).name

let made = 0
/** Somebody of this issuer who has chosen a name. */
const join = async (claims: JWTPayload) => {
  const { login } = await error('session.arrive', (await go(claims)).back)
  return ok('session.join', { login: login as string, username: `joined${made++}`, name: 'Joined' })
}

test('a page is told with which issuers one logs in, and who may sign up', async () => {
  expect(await ok('ways.get', {})).toEqual({
    sign_up: 'open',
    issuers: [
      { issuer: 'provider', label: 'Provider' },
      { issuer: 'studio', label: 'Studio account' },
      { issuer: 'other', label: 'Other' },
    ],
  })
})

test('somebody goes to a real provider and back, chooses a name, and gets in at once the next time', async () => {
  const arrive = async () => {
    const { url, binding } = await ok('issuer.start', { issuer: 'provider' })
    const { code, state, iss } = Object.fromEntries((await provider.goThrough(url)).searchParams)
    return { binding, code, state: state as string, iss }
  }
  const needed = await error('session.arrive', await arrive())
  expect(needed).toMatchObject({ name: 'ACCOUNT_NEEDED', login: expect.any(String) })
  const joined = await ok('session.join', { login: needed.login as string, username: 'chosen', name: 'Chosen' })
  expect(await ok('account.get', {}, joined)).toMatchObject({ username: 'chosen', name: 'Chosen' })
  const again = await ok('session.arrive', await arrive())
  expect(again.user).toBe(joined.user)
  expect(again.session).not.toBe(joined.session)
})

test('the issuer is asked by code, PKCE and nonce, and sends back to our page alone', async () => {
  const { url, asked, back, forms } = await go({ sub: 'asked' })
  expect(url.origin + url.pathname).toBe(`${studio.url}/go`)
  expect(asked).toMatchObject({
    response_type: 'code',
    client_id: ourClient.id,
    redirect_uri: ourClient.page,
    scope: 'openid profile',
    code_challenge_method: 'S256',
  })
  await error('session.arrive', back)
  const [form] = forms.map((one) => Object.fromEntries(one))
  expect(form).toMatchObject({ grant_type: 'authorization_code', code: back.code, redirect_uri: ourClient.page })
  const digest = createHash('sha256').update(String(form?.code_verifier)).digest('base64url')
  expect(digest).toBe(asked.code_challenge)
  expect(new Set([back.binding, asked.state, asked.nonce, form?.code_verifier, asked.code_challenge]).size).toBe(5)
})

test('of a thousand who come back with one code, one gets in, and the issuer is asked once', async () => {
  const { user } = await join({ sub: 'replayed' })
  const { back, forms } = await go({ sub: 'replayed' })
  const names: string[] = []
  const come = () =>
    ok('session.arrive', back).then(
      ({ user: who }) => who,
      (reason: Error) => (reason.message.includes('ARRIVAL_REFUSED') ? 'refused' : reason.message),
    )
  // More at once would wait longer for a connection to the database than anybody is let wait.
  for (let wave = 0; wave < 20; wave++) names.push(...(await Promise.all(Array.from({ length: 50 }, come))))
  expect(names.filter((name) => name === user)).toHaveLength(1)
  expect(names.filter((name) => name === 'refused')).toHaveLength(999)
  expect(forms).toHaveLength(1)
})

test('what comes back is good in the browser that left, from the issuer that it left for, and within its time', async () => {
  const { back } = await go({ sub: 'mine' })
  const theirs = await go({ sub: 'theirs' })
  expect(await refusal({ ...back, binding: theirs.back.binding })).toBe('ARRIVAL_REFUSED')
  expect(await refusal({ ...back, state: theirs.back.state })).toBe('ARRIVAL_REFUSED')
  expect(await refusal({ ...back, binding: 'x'.repeat(44) })).toBe('ARRIVAL_REFUSED')
  expect(await refusal({ ...theirs.back, iss: other.url })).toBe('IDENTITY_REFUSED')
  const { iss, ...nameless } = (await go({ sub: 'mine' })).back
  expect(iss).toBeDefined()
  expect(await refusal(nameless)).toBe('IDENTITY_REFUSED')
  const late = await go({ sub: 'mine' })
  await sql(`update arrival set expires_at = now() - interval '1 second'`)
  expect(await refusal(late.back)).toBe('ARRIVAL_REFUSED')
})

test('an id token of another log-in, another client, another issuer, or another time opens nothing', async () => {
  const now = Math.floor(Date.now() / 1_000)
  const bad: JWTPayload[] = [
    { nonce: 'another' },
    { nonce: undefined },
    { aud: 'another-client' },
    { aud: audience },
    { aud: [ourClient.id, 'another-client'] },
    { aud: [ourClient.id, 'another-client'], azp: 'another-client' },
    { azp: 'another-client' },
    { exp: now - 60 },
    { iss: other.url },
    { sub: '' },
  ]
  for (const claims of bad) {
    const { back } = await go({ sub: 'bad', ...claims })
    expect(await refusal(back), JSON.stringify(claims)).toBe('IDENTITY_REFUSED')
  }
  const { back } = await go({ sub: 'bad', aud: [ourClient.id, 'another-client'], azp: ourClient.id })
  expect(await refusal(back)).toBe('ACCOUNT_NEEDED')
})

test('what the issuer says in place of a code is told in words, and none of its own', async () => {
  const said = async (how: Partial<Arrival>) => {
    const { back } = await go({ sub: 'no' })
    return error('session.arrive', { ...back, code: undefined, ...how })
  }
  expect(await said({ error: 'access_denied' })).toMatchObject({
    name: 'ISSUER_REFUSED',
    why: /said no/ as unknown as string,
  })
  expect((await said({ error: '<script>' })).why).toMatch(/tell whoever runs it/)
  const { back } = await go({ sub: 'no' })
  studio.onCode(async () => ({ status: 400, body: { error: 'invalid_grant' } }))
  expect((await error('session.arrive', back)).why).toMatch(/log in again/)
  expect(await refusal(back)).toBe('ARRIVAL_REFUSED')
  const down = await go({ sub: 'no' })
  studio.onCode(async () => ({ status: 503, body: {} }))
  expect(await refusal(down.back)).toBe('UNAVAILABLE')
})

test('the secret goes in the header as the issuer takes it, and a public client has none', async () => {
  const { back } = await go({ sub: 'secret' })
  let header: string | undefined
  studio.onCode(async (_form, { headers }) => {
    header = headers.authorization
    return { body: {} }
  })
  expect(await refusal(back)).toBe('IDENTITY_REFUSED')
  expect(header).toBe(`Basic ${Buffer.from(`${ourClient.id}:s3cret`).toString('base64')}`)
  const open = await go({ sub: 'secret' }, 'other')
  await error('session.arrive', { ...open.back, iss: undefined })
  expect(Object.fromEntries(open.forms[0] ?? [])).toMatchObject({ client_id: ourClient.id })
  expect(open.forms[0]?.has('client_secret')).toBe(false)
})

test('a name that is taken may be chosen anew, and nobody joins twice', async () => {
  const { login, called } = await error('session.arrive', (await go({ sub: 'picky', name: 'Picky' })).back)
  expect(called).toBe('Picky')
  await auth.signUp('taken')
  const choose = (username: string) => ({ login: login as string, username, name: 'Picky' })
  expect(await error('session.join', choose('taken'))).toMatchObject({ name: 'USERNAME_TAKEN' })
  await ok('session.join', choose('picky'))
  expect(await error('session.join', choose('picky2'))).toMatchObject({ name: 'ARRIVAL_REFUSED' })
})

test('who may sign up is the same by an issuer: nobody, by invitation, or when they are let in', async () => {
  const before = Number((await sql('select count(*) from account'))[0].count)
  const arriveAt = async (mode: string, excepted = '') => {
    await using process = await start({ SIGN_UP: mode, OIDC_SIGN_UP: excepted })
    const { back } = await go({ sub: `${mode} ${excepted}` })
    const { body } = await process.post('/auth/session.arrive', back)
    const join = { login: body.error.login, username: `by-${mode}${excepted}`, name: 'By' }
    return body.error.name === 'ACCOUNT_NEEDED'
      ? ((await process.post('/auth/session.join', join)).body.error?.name ?? 'in')
      : body.error.name
  }
  expect(await arriveAt('closed')).toBe('SIGN_UP_CLOSED')
  expect(await arriveAt('invitation')).toBe('SIGN_UP_BY_INVITATION')
  expect(Number((await sql('select count(*) from account'))[0].count)).toBe(before)
  expect(await arriveAt('approval')).toBe('ACCOUNT_PENDING')
  expect(await refusal((await go({ sub: 'approval ' })).back)).toBe('ACCOUNT_PENDING')
  for (const mode of ['closed', 'invitation', 'approval']) expect(await arriveAt(mode, 'studio'), mode).toBe('in')
})

test('who has a second factor is asked for it behind an issuer, too', async () => {
  const { user } = await join({ sub: 'guarded' })
  await sql(`insert into totp (account, secret, confirmed_at) values ($1, '\\x00', now())`, [user])
  expect(await refusal((await go({ sub: 'guarded' })).back)).toBe('SECOND_FACTOR_NEEDED')
})

test('an account is linked in the session that asked for it with its password, and in no other', async () => {
  const [ada, bob] = [await auth.signUp('linker'), await auth.signUp('stranger')]
  const leave = async (own: typeof ada) => {
    const { url, binding } = await ok('identity.start', { issuer: 'studio', password }, own)
    const asked = Object.fromEntries(new URL(url).searchParams)
    studio.onCode(async () => ({
      body: { id_token: await studio.sign({ sub: 'to link', aud: ourClient.id, nonce: asked.nonce }) },
    }))
    return { binding, state: asked.state as string, code: 'code', iss: `${studio.url}/` }
  }
  expect(await error('identity.start', { issuer: 'studio', password: 'wrong' }, ada)).toMatchObject({
    name: 'LOGIN_FAILED',
  })
  expect(await error('identity.arrive', await leave(ada), bob)).toMatchObject({ name: 'ARRIVAL_REFUSED' })
  expect(await refusal(await leave(ada))).toBe('ARRIVAL_REFUSED')
  expect(await error('identity.arrive', (await go({ sub: 'to link' })).back, ada)).toMatchObject({
    name: 'ARRIVAL_REFUSED',
  })
  await ok('identity.arrive', await leave(ada), ada)
  expect((await ok('session.arrive', (await go({ sub: 'to link' })).back)).user).toBe(ada.user)
  expect(await error('identity.arrive', await leave(bob), bob)).toMatchObject({ name: 'IDENTITY_TAKEN' })
})

test('the groups of an issuer give a role, the highest, for as long as it says so; what was given here stays', async () => {
  const roleOf = async (user: string) => (await sql('select role from staff where account = $1', [user]))[0]?.role
  const { user } = await join({ sub: 'grouped', groups: ['staff', 'bosses', 'cooks', 7] })
  const come = async (groups: unknown) => {
    await ok('session.arrive', (await go({ sub: 'grouped', groups })).back)
    return roleOf(user)
  }
  expect(await roleOf(user)).toBe('admin')
  expect(await come('staff')).toBe('support')
  expect(await come(undefined)).toBe(undefined)
  expect(await come(['bosses'])).toBe('admin')
  await sql(`update staff set role = 'moderator', issuer = null where account = $1`, [user])
  expect(await come(['bosses'])).toBe('moderator')
  expect(await come([])).toBe('moderator')
  const deeds = await sql(`select reason, is_json from deed where whom = $1 order by id`, [user])
  expect(deeds.map(({ is_json }) => is_json.role)).toEqual(['admin', 'support', 'none', 'admin'])
  expect(deeds[0].reason).toBe('groups at studio')
})

test('over /auth the session is in a cookie, and no secret of the way stands in the log or the database', async () => {
  const { user } = await join({ sub: 'cookie' })
  const { back, asked, forms } = await go({ sub: 'cookie' })
  const kept = JSON.stringify(await sql("select encode(hash, 'escape') as hash, * from arrival"))
  const answer = await post('/auth/session.arrive', back)
  expect(answer).toMatchObject({ status: 200, body: { user, refresh: '' } })
  expect(answer.setCookie).toContain('refresh')
  const secrets = [back.binding, back.code, asked.state, asked.nonce, forms[0]?.get('code_verifier'), 's3cret']
  for (const secret of secrets) for (const place of [kept, lines.join('')]) expect(place).not.toContain(secret)
})

test('settings that do not fit together are told when it starts', async () => {
  const without = (over: Record<string, string>) =>
    expect(start({ PUBLIC_URL: '', OIDC_ROLES: '', OIDC_SECRETS: '', ...over })).rejects
  await without({}).toThrow(/OIDC_CLIENTS needs PUBLIC_URL/)
  await without({ OIDC_CLIENTS: 'nobody=id' }).toThrow(/OIDC_CLIENTS has nobody, which OIDC_ISSUERS does not name/)
  await without({ OIDC_CLIENTS: '', OIDC_SECRETS: 'studio=hunter2' }).toThrow(/^(?!.*hunter2).*OIDC_SECRETS has studio/)
  await without({ OIDC_SECRETS: 'hunter2' }).toThrow(/^(?!.*hunter2)/)
  await without({ OIDC_ROLES: 'studio|bosses=king' }).toThrow(/OIDC_ROLES must hold/)
})
