import { expect, test } from 'vitest'
import { removeOldPending } from '../src/jobs.ts'
import { type Authenticator, makeAuthenticator, type Signing } from './authenticator.ts'
import { type Origin, password, useAuth } from './running-auth.ts'

const rpId = 'parley.test'
const origin = 'https://chat.parley.test'
const auth = await useAuth({ PASSKEY_ID: rpId, PASSKEY_ORIGINS: `${origin},https://parley.test` })
const { ok, error, signUp, sql } = auth

interface Holder {
  readonly own: Origin & { readonly user: string }
  readonly device: Authenticator
  readonly passkey: string
  readonly recovery: readonly string[]
}

const add = async (own: Origin, device = makeAuthenticator(origin, rpId), proof = {}) => {
  const { options } = await ok('passkey.start', {}, own)
  return ok('passkey.create', { password, name: 'Key', passkey: device.make(options), ...proof }, own)
}

const holder = async (username: string): Promise<Holder> => {
  const { user, session } = await signUp(username)
  const own = { user, session }
  const device = makeAuthenticator(origin, rpId)
  const { passkey, recovery = [] } = await add(own, device)
  return { own, device, passkey, recovery }
}

/** A log-in by passkey alone, or the second step of one by password. */
const confirmed = async (device: Authenticator, over: Signing = {}, given: { login?: string } = {}) => {
  const { login, options } = await ok('passkey.ask', given)
  return ok('session.confirm', { login, passkey: device.sign(options, over) })
}
const refused = async (device: Authenticator, over: Signing = {}, given: { login?: string } = {}) => {
  const { login, options } = await ok('passkey.ask', given)
  return (await error('session.confirm', { login, passkey: device.sign(options, over) })).name
}
const half = async (username: string) =>
  (await error('session.create', { username, password })) as unknown as { login: string; factors: string[] }

test('a passkey logs in without a password, and after it where a password was given', async () => {
  const { own, device, recovery } = await holder('ada')
  expect(recovery).toHaveLength(10)
  expect((await confirmed(device)).user).toBe(own.user)
  const { login, factors } = await half('ada')
  expect(factors).toEqual(['passkey', 'recovery'])
  const { options } = await ok('passkey.ask', { login })
  expect(options).toMatchObject({ rpId, allowCredentials: [{ id: device.id }], userVerification: 'preferred' })
  expect((await confirmed(device, { isVerified: false }, { login })).user).toBe(own.user)
  const again = await half('ada')
  await ok('session.confirm', { login: again.login, code: recovery[0] as string })
})

test.each<[string, Signing]>([
  ['of a page of another origin', { origin: 'https://chat.parley.test.evil.example' }],
  ['of a page of our name without TLS', { origin: 'http://chat.parley.test' }],
  ['for another name', { rpId: 'evil.example' }],
  ['of what was not asked', { challenge: 'bm90IGFza2Vk' }],
  ['that makes a key', { type: 'webauthn.create' }],
  ['by a device that did not see who held it, alone', { isVerified: false }],
])('a signature %s is refused', async (_what, over) => {
  const name = `b${Object.keys(over).join('')}${String(Object.values(over)[0]).length}`.toLowerCase()
  expect(await refused((await holder(name)).device, over)).toBe('PASSKEY_WRONG')
})

test('what one signed for one log-in is good for no other, and once', async () => {
  const { device } = await holder('carol')
  const [first, second] = [await ok('passkey.ask', {}), await ok('passkey.ask', {})]
  const passkey = device.sign(first.options)
  expect(await error('session.confirm', { login: second.login, passkey })).toMatchObject({ name: 'PASSKEY_WRONG' })
  await ok('session.confirm', { login: first.login, passkey })
  expect(await error('session.confirm', { login: first.login, passkey })).toMatchObject({ name: 'LOGIN_OVER' })
})

test('the passkey of one person is no second factor of another, nor is a foreign signature one of theirs', async () => {
  const [dora, erin] = [await holder('dora'), await holder('erin')]
  expect(await refused(erin.device, {}, { login: (await half('dora')).login })).toBe('PASSKEY_WRONG')
  const { login, options } = await ok('passkey.ask', {})
  const passkey = { ...erin.device.sign(options), id: dora.device.id }
  expect(await error('session.confirm', { login, passkey })).toMatchObject({ name: 'PASSKEY_WRONG' })
  expect(await refused(makeAuthenticator(origin, rpId))).toBe('PASSKEY_WRONG')
})

test('a device whose count goes back is a copy, and gets in no more', async () => {
  const { device } = await holder('fay')
  await confirmed(device, { counter: 7 })
  for (const counter of [0, 6, 7]) expect(await refused(device, { counter })).toBe('PASSKEY_WRONG')
  await confirmed(device, { counter: 8 })
})

test('a further passkey asks for the second factor that is there, and brings no other recovery codes', async () => {
  const { own, device, passkey, recovery } = await holder('gina')
  const { options } = await ok('passkey.start', {}, own)
  expect(options.excludeCredentials).toMatchObject([{ id: device.id }])
  const other = makeAuthenticator(origin, rpId)
  const made = other.make(options)
  const create = { password, name: 'مفتاح 🔑', passkey: made }
  expect(await error('passkey.create', create, own)).toMatchObject({ name: 'BAD_INPUT', at: '/proof' })
  const asked = await ok('passkey.ask', {})
  const proof = { login: asked.login, passkey: device.sign(asked.options, { isVerified: false }) }
  const added = await ok('passkey.create', { ...create, proof }, own)
  expect(added).not.toHaveProperty('recovery')
  const code = recovery[0] as string
  expect(await error('passkey.create', { ...create, proof: { code } }, own)).toMatchObject({
    name: 'FACTOR_NOT_STARTED',
  })
  const listed = await ok('factor.list', {}, own)
  expect(listed.passkeys).toMatchObject([{ passkey }, { passkey: added.passkey, name: 'مفتاح 🔑' }])
  expect((await confirmed(other)).user).toBe(own.user)
})

test('passkeys are named and removed by their owner alone, and the recovery codes go with the last of them', async () => {
  const { own, device, passkey, recovery } = await holder('hana')
  const other = await holder('hilda')
  expect(await error('passkey.rename', { passkey, name: 'mine' }, other.own)).toMatchObject({
    name: 'PASSKEY_NOT_FOUND',
  })
  await ok('passkey.rename', { passkey, name: ' Phone\u0000 ' }, own)
  const theirs = { password, passkey, proof: { code: other.recovery[0] as string } }
  await ok('passkey.remove', theirs, other.own)
  expect((await ok('factor.list', {}, own)).passkeys).toMatchObject([{ passkey, name: 'Phone' }])
  await ok('passkey.remove', { password, passkey, proof: { code: recovery[0] as string } }, own)
  expect(await ok('factor.list', {}, own)).toEqual({ totp: false, passkeys: [], recovery_left: 0 })
  expect(await refused(device)).toBe('PASSKEY_WRONG')
  await ok('session.create', { username: 'hana', password })
})

test.each<[string, Signing]>([
  ['of a page of another origin', { origin: 'https://evil.example' }],
  ['for another name', { rpId: 'evil.example' }],
  ['that logs in', { type: 'webauthn.get' }],
  ['of what was not asked', { challenge: 'bm90IGFza2Vk' }],
])('a new passkey %s is refused', async (_what, over) => {
  const { user, session } = await signUp(`i${Object.keys(over)[0]}`.toLowerCase())
  const own = { user, session }
  const { options } = await ok('passkey.start', {}, own)
  const passkey = makeAuthenticator(origin, rpId).make(options, over)
  const answer = await error('passkey.create', { password, name: '', passkey }, own)
  expect(answer.name).toBe('challenge' in over ? 'FACTOR_NOT_STARTED' : 'PASSKEY_WRONG')
})

test('what one person was asked to make is made for nobody else, and one key is of one account', async () => {
  const [jana, kim] = [await signUp('jana'), await signUp('kim')]
  const { options } = await ok('passkey.start', {}, { user: jana.user, session: jana.session })
  const own = { user: kim.user, session: kim.session }
  const device = makeAuthenticator(origin, rpId)
  const passkey = device.make(options)
  expect(await error('passkey.create', { password, name: '', passkey }, own)).toMatchObject({
    name: 'FACTOR_NOT_STARTED',
  })
  await add({ user: jana.user, session: jana.session }, device)
  const again = await ok('passkey.start', {}, own)
  expect(await error('passkey.create', { password, name: '', passkey: device.make(again.options) }, own)).toMatchObject(
    { name: 'PASSKEY_WRONG' },
  )
})

test('nonsense is refused as a passkey that is wrong, and no fault of the server', async () => {
  const { own } = await holder('lena')
  const { login } = await ok('passkey.ask', {})
  const nonsense = { id: 'AA', clientDataJSON: 'bnVsbA', authenticatorData: '', signature: '' }
  expect(await error('session.confirm', { login, passkey: nonsense })).toMatchObject({ name: 'PASSKEY_WRONG' })
  const passkey = { id: 'AA', clientDataJSON: 'e30', attestationObject: 'oA', transports: [] }
  expect(await error('passkey.create', { password, name: '', passkey }, own)).toMatchObject({ name: 'PASSKEY_WRONG' })
  expect(await error('passkey.ask', { login: 'nobody' })).toMatchObject({ name: 'LOGIN_OVER' })
})

test('a log-in by passkey that nobody goes on with leaves nothing behind', async () => {
  await ok('passkey.ask', {})
  await sql(`update pending_login set expires_at = now() - interval '1 second'`)
  await removeOldPending({ db: { query: sql } as never })
  expect(await sql('select 1 from pending_login')).toEqual([])
})

test.each([
  [{ PASSKEY_ID: '127.0.0.1' }, /PASSKEY_ID is no name/],
  [{ PASSKEY_ID: 'parley.test', PASSKEY_ORIGINS: 'https://evil.example' }, /neither parley\.test nor beneath it/],
  [{ PASSKEY_ID: 'parley.test', PASSKEY_ORIGINS: 'https://notparley.test' }, /neither parley\.test nor beneath it/],
  [{ PASSKEY_ID: 'parley.test', PASSKEY_ORIGINS: 'http://chat.parley.test' }, /not https/],
])('auth does not start with %j, and says what to change', async (over, words) => {
  await expect(auth.start(over)).rejects.toThrow(words)
})
