/** Those who run the platform: what each role may do to whom, and that all of it is written down for good. */
import { createHash, randomUUID } from 'node:crypto'
import type { CommandName, Input, StaffRole } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import pg from 'pg'
import { expect, test } from 'vitest'
import { appointBy, personNamed } from '../src/index.ts'
import { password, useAuth } from './running-auth.ts'

const { ok, error, signUp, sql, bus, start, adminUrl, serviceUrl } = await useAuth()

const at = ({ user, session }: { user: string; session: string }) => ({ user, session, address: '192.0.2.8' })
const reason = 'because of the test'

const appointed = async (username: string, role: StaffRole) => {
  const person = await signUp(username)
  await using auth = await openToMend(adminUrl, 'auth')
  await appointBy(auth.db, person.user, role, reason)
  return person
}

const owner = await appointed('olga', 'owner')
const admin = await appointed('adam', 'admin')
const moderator = await appointed('mona', 'moderator')
const support = await appointed('sven', 'support')
const auditor = await appointed('aude', 'auditor')

const logIn = (username: string) => ({ username, password })

test('the first owner is made by whoever has the database, by name, and is told of their role', async () => {
  await using auth = await openToMend(adminUrl, 'auth')
  expect(await personNamed(auth.db, ' OLGA ')).toBe(owner.user)
  expect(await personNamed(auth.db, 'nobody.there')).toBeUndefined()
  expect(await ok('account.get', {}, at(owner))).toMatchObject({ role: 'owner' })
})

test('each role may do what the table says, and who has none nothing of it', async () => {
  const [plain, victim] = [await signUp('paul'), await signUp('vera')]
  const asked: { readonly [C in CommandName]?: Input<C> } = {
    'person.find': {},
    'staff.list': {},
    'deed.list': {},
    'key.list': {},
    'person.log_out': { user: victim.user, reason },
    'person.restrict': { user: victim.user, kind: 'suspended', reason },
    'staff.appoint': { user: victim.user, role: 'none', reason },
  }
  const mayOf = async (person: typeof plain) => {
    const may: string[] = []
    for (const [name, input] of Object.entries(asked)) {
      const refused = await error(name as 'deed.list', input as object, at(person)).catch(() => undefined)
      if (refused) expect(refused, name).toMatchObject({ name: 'ROLE_MISSING', code: 1164 })
      else may.push(name)
    }
    return may
  }
  const all = Object.keys(asked)
  expect(await mayOf(plain)).toEqual([])
  expect(await mayOf(owner)).toEqual(all)
  expect(await mayOf(admin)).toEqual(all)
  expect(await mayOf(moderator)).toEqual(['person.find', 'staff.list', 'person.restrict'])
  expect(await mayOf(support)).toEqual(['person.find', 'staff.list', 'person.log_out'])
  expect(await mayOf(auditor)).toEqual(['person.find', 'staff.list', 'deed.list'])
})

test('nobody does anything to whom their role is not above, nor gives a role that is not below theirs', async () => {
  const restricts = (by: typeof owner, of: typeof owner) =>
    error('person.restrict', { user: of.user, kind: 'banned', reason }, at(by))
  for (const [by, of] of [
    [admin, owner],
    [admin, admin],
    [moderator, admin],
    [moderator, auditor],
    [moderator, moderator],
  ] as const)
    expect(await restricts(by, of)).toMatchObject({ name: 'ROLE_TOO_LOW' })
  const plain = await signUp('pia')
  for (const role of ['owner', 'admin'] as const)
    expect(await error('staff.appoint', { user: plain.user, role, reason }, at(admin))).toMatchObject({
      name: 'ROLE_TOO_LOW',
    })
  await ok('staff.appoint', { user: plain.user, role: 'support', reason }, at(admin))
  expect(await ok('account.get', {}, at(plain))).toMatchObject({ role: 'support' })
  expect(await error('staff.appoint', { user: randomUUID(), role: 'none', reason }, at(admin))).toMatchObject({
    name: 'ACCOUNT_NOT_FOUND',
  })
})

test('of two owners who take the role from each other at once one stays', async () => {
  const second = await appointed('odin', 'owner')
  const take = (by: typeof owner, of: typeof owner) =>
    ok('staff.appoint', { user: of.user, role: 'none', reason }, at(by)).catch(String)
  await Promise.all([take(owner, second), take(second, owner)])
  const { staff } = await ok('staff.list', {}, at(admin))
  const left = staff.filter(({ role }) => role === 'owner').map(({ user }) => user)
  expect(left).toHaveLength(1)
  const last = left[0] === owner.user ? owner : second
  expect(await error('staff.appoint', { user: last.user, role: 'none', reason }, at(last))).toMatchObject({
    name: 'LAST_OWNER',
  })
  if (last !== owner) await ok('staff.appoint', { user: owner.user, role: 'owner', reason }, at(second))
})

test('a role of somebody who is suspended allows nothing', async () => {
  const helper = await appointed('hugo', 'support')
  await ok('person.restrict', { user: helper.user, kind: 'suspended', reason }, at(owner))
  expect(await error('person.find', {}, at(helper))).toMatchObject({ name: 'ROLE_MISSING', needs: 'people.see' })
  await ok('person.release', { user: helper.user, kind: 'suspended', reason }, at(owner))
  await ok('person.find', {}, at(helper))
})

test('who is locked keeps the session and goes on with it; until then a refresh and a log-in are told why', async () => {
  const lena = await signUp('lena')
  const { restrictions } = await ok(
    'person.restrict',
    { user: lena.user, kind: 'locked', reason, for_ms: 3_600_000 },
    at(admin),
  )
  expect(restrictions).toMatchObject([{ kind: 'locked', reason, until: expect.any(Number) }])
  const refusal = { name: 'ACCOUNT_LOCKED', code: 1160, why: reason, until: restrictions[0]?.until }
  for (let times = 0; times < 2; times++)
    expect(await error('session.refresh', { refresh: lena.refresh })).toMatchObject(refusal)
  expect(await error('session.create', logIn('lena'))).toMatchObject(refusal)
  expect(await error('session.create', { username: 'lena', password: 'wrong' })).toMatchObject({ name: 'LOGIN_FAILED' })
  await ok('person.release', { user: lena.user, kind: 'locked', reason }, at(admin))
  expect((await ok('session.refresh', { refresh: lena.refresh })).session).toBe(lena.session)
})

test('a lock that has run out locks nobody', async () => {
  const tom = await signUp('tom-o')
  await ok('person.restrict', { user: tom.user, kind: 'locked', reason, for_ms: 3_600_000 }, at(admin))
  await sql(`update auth.restriction set until = now() - interval '1 second' where account = $1`, [tom.user])
  await ok('session.refresh', { refresh: tom.refresh })
})

test('who is banned is logged out everywhere, and cannot log in, until the ban is lifted', async () => {
  const ben = await signUp('ben-o')
  await ok('person.restrict', { user: ben.user, kind: 'banned', reason }, at(moderator))
  expect(await error('session.refresh', { refresh: ben.refresh })).toMatchObject({ name: 'REFRESH_INVALID' })
  expect(await error('session.create', logIn('ben-o'))).toMatchObject({ name: 'ACCOUNT_BANNED', why: reason })
  await ok('person.release', { user: ben.user, kind: 'banned', reason }, at(moderator))
  await ok('session.create', logIn('ben-o'))
})

test('the token of who is suspended says so, and the account says why', async () => {
  const sue = await signUp('sue-o')
  await ok('person.restrict', { user: sue.user, kind: 'suspended', reason }, at(admin))
  const { access } = await ok('session.refresh', { refresh: sue.refresh })
  expect(JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ suspended: 0 })
  expect(await ok('account.get', {}, at(sue))).toMatchObject({ restrictions: [{ kind: 'suspended', reason }] })
})

test('an appeal takes the password alone, stands beside what it is against, and is noted', async () => {
  const eva = await signUp('eva-o')
  const appeal = { username: 'eva-o', password, text: 'I did nothing. أنا لم أفعل شيئا 🙏' }
  expect(await error('account.appeal', appeal)).toMatchObject({ name: 'NOTHING_TO_APPEAL' })
  await ok('person.restrict', { user: eva.user, kind: 'banned', reason }, at(admin))
  expect(await error('account.appeal', { ...appeal, password: 'wrong' })).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await ok('account.appeal', appeal)).toMatchObject({ restrictions: [{ kind: 'banned', appeal: appeal.text }] })
  const { people } = await ok('person.find', { name: 'eva-o', restricted: true }, at(moderator))
  expect(people).toMatchObject([{ username: 'eva-o', restrictions: [{ appeal: appeal.text }] }])
})

test('a password that was reset is good, the one before is not, and all sessions are ended', async () => {
  const rita = await signUp('rita')
  const { password: fresh, ended } = await ok('person.reset', { user: rita.user, reason }, at(support))
  expect(ended).toBe(1)
  expect(await error('session.create', logIn('rita'))).toMatchObject({ name: 'LOGIN_FAILED' })
  await ok('session.create', { username: 'rita', password: fresh })
})

test('second factors outlive a reset, unless whoever has lost them all is helped', async () => {
  const lost = await signUp('lost-o')
  await sql(`insert into auth.totp (account, secret, confirmed_at) values ($1, 'secret', now())`, [lost.user])
  const reset = async (factors: object) =>
    (await ok('person.reset', { user: lost.user, reason, ...factors }, at(support))).password
  expect(await error('session.create', { username: 'lost-o', password: await reset({}) })).toMatchObject({
    name: 'SECOND_FACTOR_NEEDED',
  })
  await ok('session.create', { username: 'lost-o', password: await reset({ factors: true }) })
})

test('people are found by either name, a page at a time, each once', async () => {
  for (const [username, name] of [
    ['zoe-one', 'Ångström'],
    ['ang-two', 'Zoe'],
    ['ang-three', 'ZOE'],
  ] as const)
    await signUp(username, name)
  const usernames = async (name: string) => {
    const found: (string | undefined)[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await ok('person.find', { name, limit: 1, ...(after ? { after } : {}) }, at(auditor))
      found.push(...page.people.map(({ username }) => username))
      after = page.people.at(-1)?.user
      more = page.more
    }
    return found.toSorted()
  }
  expect(await usernames('ZOE')).toEqual(['ang-three', 'ang-two', 'zoe-one'])
  expect(await usernames('ang-')).toEqual(['ang-three', 'ang-two'])
  expect(await usernames('%')).toEqual([])
})

test('everything that was done is written down, by whom, to whom and why, and neither the service nor the owner of the table changes it', async () => {
  const dan = await signUp('dan-o')
  await ok('person.restrict', { user: dan.user, kind: 'suspended', reason, for_ms: 60_000 }, at(moderator))
  await ok('person.release', { user: dan.user, kind: 'suspended', reason }, at(moderator))
  await ok('person.log_out', { user: dan.user, reason }, at(support))
  const first = await ok('deed.list', { of: dan.user, limit: 2 }, at(auditor))
  expect(first.more).toBe(true)
  const rest = await ok('deed.list', { of: dan.user, before: first.deeds[1]?.deed ?? 0 }, at(auditor))
  expect([...first.deeds, ...rest.deeds]).toMatchObject([
    { what: 'person.log_out', by: support.user, whom: dan.user, reason },
    { what: 'person.release', by: moderator.user, is: { kind: 'suspended' } },
    { what: 'person.restrict', by: moderator.user, is: { kind: 'suspended', for_ms: 60_000 } },
  ])
  const service = new pg.Client({ connectionString: serviceUrl })
  await service.connect()
  for (const change of ['update auth.deed set reason = null', 'delete from auth.deed', 'truncate auth.deed'])
    await expect(service.query(change), change).rejects.toMatchObject({ code: '42501' })
  await service.end()
  for (const change of ['update auth.deed set reason = null', 'delete from auth.deed'])
    await expect(sql(change), change).rejects.toMatchObject({ code: '42501' })
})

test('by invitation, as many sign up as it says, at once or later, and nobody with another code or none', async () => {
  const invited = await start({ SIGN_UP: 'invitation' })
  const entry = randomUUID()
  const { code } = await ok('entry.create', { entry, uses: 2 }, at(admin))
  const come = async (username: string, invitation?: string) => {
    const { status, body } = await invited.post('/auth/account.create', { username, password, name: 'New', invitation })
    return status === 200 ? 'in' : body.error.name
  }
  expect(await come('new-none')).toBe('SIGN_UP_BY_INVITATION')
  expect(await come('new-wrong', `${code}x`)).toBe('SIGN_UP_BY_INVITATION')
  expect(await come('olga', code)).toBe('USERNAME_TAKEN')
  const all = await Promise.all(['new-a', 'new-b', 'new-c', 'new-d'].map((username) => come(username, code)))
  expect(all.toSorted()).toEqual([...Array(2).fill('SIGN_UP_BY_INVITATION'), 'in', 'in'])
  expect((await ok('entry.list', {}, at(admin))).entries).toEqual([])
  const later = await ok('entry.create', { entry: randomUUID(), uses: 2 }, at(admin))
  const [open] = (await ok('entry.list', {}, at(admin))).entries
  await ok('entry.revoke', { entry: open?.entry ?? '' }, at(admin))
  expect(await come('new-late', later.code)).toBe('SIGN_UP_BY_INVITATION')
  await invited[Symbol.asyncDispose]()
})

test('by approval, an account is made and waits, also where it is asked for again, until it is let in', async () => {
  const asking = await start({ SIGN_UP: 'approval' })
  const input = { username: 'wanda', password, name: 'Wanda', key: randomUUID() }
  for (let times = 0; times < 2; times++)
    expect(await asking.post('/auth/account.create', input)).toMatchObject({
      status: 403,
      body: { error: { name: 'ACCOUNT_PENDING' } },
    })
  expect(await error('session.create', logIn('wanda'))).toMatchObject({ name: 'ACCOUNT_PENDING' })
  const [wanda] = (await ok('person.find', { name: 'wanda' }, at(moderator))).people
  expect(wanda).toMatchObject({ sessions: 0, restrictions: [{ kind: 'pending' }] })
  await ok('person.release', { user: wanda?.user ?? '', kind: 'pending', reason }, at(moderator))
  await ok('session.create', logIn('wanda'))
  await asking[Symbol.asyncDispose]()
})

const making = (more: Partial<Input<'key.create'>> = {}) => ({
  key: randomUUID(),
  name: 'Match maker',
  scopes: ['room:write', 'message:write'],
  ...more,
})
const ask = (secret: string) =>
  bus.ask(bus.subjects.question('auth', 'bearer'), { hash: createHash('sha256').update(secret).digest('base64url') })

test('a service key is a program with a name, known by its secret, for its scopes and its game', async () => {
  const { key, user, secret } = await ok('key.create', making({ game: 'chess' }), at(admin))
  expect(secret).toMatch(/^parley_sk_[\w-]{43}$/)
  expect(await ask(secret)).toEqual({
    user,
    session: expect.any(String),
    scopes: ['room:write', 'message:write'],
    game: 'chess',
  })
  expect(await ask(`${secret}x`)).toBeNull()
  const others = await ok('user.get', { users: [user, admin.user] }, at(owner))
  expect(others.users).toContainEqual({ user, name: 'Match maker', program: true })
  expect(others.users).toContainEqual({ user: admin.user, name: 'adam' })
  const { keys } = await ok('key.list', {}, at(admin))
  expect(keys[0]).toMatchObject({ key, user, name: 'Match maker', game: 'chess', used_at: expect.any(Number) })
  expect(JSON.stringify([keys, await sql('select * from auth.service_secret')])).not.toContain(secret)
})

test('a key that was made and never used is made again with another secret; one that was used is not', async () => {
  const asked = making()
  const lost = await ok('key.create', asked, at(admin))
  const again = await ok('key.create', asked, at(admin))
  expect(again).toMatchObject({ key: lost.key, user: lost.user })
  expect(await ask(lost.secret)).toBeNull()
  expect(await ask(again.secret)).toMatchObject({ user: lost.user })
  expect(await error('key.create', asked, at(admin))).toMatchObject({ name: 'KEY_NOT_FOUND' })
})

test('after a rotation both secrets are good for a while, or the new one alone; a key that is revoked has none', async () => {
  const { key, secret } = await ok('key.create', making(), at(admin))
  const second = await ok('key.rotate', { key }, at(admin))
  expect([await ask(secret), await ask(second.secret)]).not.toContain(null)
  const third = await ok('key.rotate', { key, keep_ms: 0 }, at(admin))
  expect([await ask(secret), await ask(second.secret)]).toEqual([null, null])
  expect(await ask(third.secret)).not.toBeNull()
  for (let times = 0; times < 2; times++) await ok('key.revoke', { key, reason }, at(admin))
  expect(await ask(third.secret)).toBeNull()
  expect(await error('key.rotate', { key }, at(admin))).toMatchObject({ name: 'KEY_NOT_FOUND' })
})

test('no key is for what belongs to people or to those who run the platform', async () => {
  for (const scope of [
    'account:write',
    'session:write',
    'password:write',
    'staff:write',
    'key:write',
    'person:read',
    'deed:read',
    'nothing:read',
  ])
    expect(await error('key.create', making({ scopes: ['room:read', scope] }), at(admin))).toMatchObject({
      name: 'SCOPE_UNKNOWN',
      at: '/scopes/1',
    })
})

test('a program that is banned acts by no key', async () => {
  const { user, secret } = await ok('key.create', making(), at(admin))
  await ok('person.restrict', { user, kind: 'banned', reason }, at(moderator))
  expect(await ask(secret)).toBeNull()
})
