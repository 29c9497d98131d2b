import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, start, post } = await useAuth({ PASSWORD_WORDS: 'Example Corp,Größe' })

test('signing up opens the first session and tells the other services', async () => {
  const before = Date.now()
  const session = await ok(
    'account.create',
    { username: 'ada', password, name: 'Ada Lovelace', device: 'Firefox' },
    { address: '192.0.2.1' },
  )
  expect(session.refresh).toMatch(/^[\w-]{44}$/)
  expect(session.access_expires_at).toBeGreaterThanOrEqual(before + 299_000)
  expect(await ok('account.get', {}, { user: session.user })).toEqual({
    user: session.user,
    username: 'ada',
    name: 'Ada Lovelace',
    created_at: expect.toSatisfy((at: number) => Math.abs(at - before) < 10_000),
    findable: 'everyone',
    former: [],
  })
  const events = await sql(
    'select kind, seq, ev, by, body from event join stream on stream.id = event.stream where stream = $1',
    [session.user],
  )
  expect(events).toEqual([
    {
      kind: 'auth/user',
      seq: '1',
      ev: 'account.created',
      by: session.user,
      body: { user: session.user, name: 'Ada Lovelace' },
    },
  ])
  expect(await sql('select device, address from session where id = $1', [session.session])).toEqual([
    { device: 'Firefox', address: '192.0.2.1' },
  ])
})

test('a name is kept composed, however the keyboard put it together', async () => {
  const { user } = await ok('account.create', { username: 'thuy', password, name: 'Thuỷ Nguyễn'.normalize('NFD') })
  expect((await ok('account.get', {}, { user })).name).toBe('Thuỷ Nguyễn'.normalize('NFC'))
})

test('of two who sign up with one username at the same time one gets it, and nothing of the other is left', async () => {
  const both = await Promise.allSettled([signUp('bob', 'Bob'), signUp('bob', 'Bobby'), signUp('bob', 'Robert')])
  expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  for (const { reason } of both.filter((result) => result.status === 'rejected'))
    expect(String(reason)).toContain('USERNAME_TAKEN')
  const people = await sql(`select id from account where name like 'Bob%' or name = 'Robert'`)
  expect(people).toHaveLength(1)
  expect(await sql(`select account from username where name = 'bob'`)).toEqual([{ account: people[0].id }])
  const strays = `
    select 1 from session where account not in (select account from username) union all
    select 1 from stream where id not in (select account from username)`
  expect(await sql(strays)).toEqual([])
})

test('a username that is reserved for its former owner is taken, and logs nobody in', async () => {
  const { user } = await signUp('carol.now')
  await sql(`insert into username (name, account, reserved_until) values ('carol', $1, now() + interval '1 day')`, [
    user,
  ])
  expect(await error('account.create', { username: 'carol', password, name: 'Other' })).toMatchObject({
    name: 'USERNAME_TAKEN',
  })
  expect(await error('session.create', { username: 'carol', password })).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await ok('account.get', {}, { user })).toMatchObject({ username: 'carol.now' })
})

test('passwords are kept as argon2id hashes with at least the effort that OWASP asks for', async () => {
  const { user } = await signUp('dora')
  const [row] = await sql('select password_hash from account where id = $1', [user])
  expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a token of an account that is gone opens nothing', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(await error('account.get', {}, { user: nobody })).toMatchObject({ name: 'SESSION_ENDED' })
})

test('no more accounts are made from one address than are allowed, and another address is free', async () => {
  await using limited = await start({ SIGN_UPS_PER_ADDRESS: '2' })
  const from = (address: string, username: string) =>
    limited.post('/auth/account.create', { username, password, name: username }, { 'x-forwarded-for': address })
  expect((await from('198.51.100.1', 'one.a')).status).toBe(200)
  expect((await from('198.51.100.1', 'one.b')).status).toBe(200)
  expect((await from('198.51.100.1', 'one.c')).body.error.name).toBe('TOO_MANY_ATTEMPTS')
  expect((await from('198.51.100.2', 'two.a')).status).toBe(200)
})

const strange = (username: string, more: object = {}) => ({ username, password, name: username, ...more })

test('who lost the answer to a sign-up repeats it with their key, and gets a session of the account that they have', async () => {
  const key = randomUUID()
  const first = await ok('account.create', strange('erna', { key }))
  const again = await ok('account.create', strange('erna', { key, name: 'Another name' }))
  expect(again.user).toBe(first.user)
  expect(again.session).not.toBe(first.session)
  expect(await ok('account.get', {}, { user: first.user })).toMatchObject({ name: 'erna' })
  expect(await sql('select 1 from account where name = any($1)', [['erna', 'Another name']])).toHaveLength(1)
})

test('repeats that come at the same time have one account', async () => {
  const key = randomUUID()
  const all = await Promise.all([1, 2, 3].map(() => ok('account.create', strange('ernst', { key }))))
  expect(new Set(all.map(({ user }) => user)).size).toBe(1)
})

test('a taken name says nothing of its password to anybody without the key, nor to its owner an hour later', async () => {
  const key = randomUUID()
  const { user } = await ok('account.create', strange('erich', { key }))
  await signUp('erika')
  const refusals = [
    strange('erich'),
    strange('erich', { key: randomUUID() }),
    strange('erich', { password: 'not the password' }),
    strange('erich', { key, password: 'not the password' }),
    strange('erika', { key }),
  ]
  for (const input of refusals) expect(await error('account.create', input)).toMatchObject({ name: 'USERNAME_TAKEN' })
  await sql(`update account set created_at = created_at - interval '61 minutes' where id = $1`, [user])
  expect(await error('account.create', strange('erich', { key }))).toMatchObject({ name: 'USERNAME_TAKEN' })
})

test('where sign-up is closed nobody makes an account, at either door, and one who has one logs in', async () => {
  await signUp('fritz')
  await using closed = await start({ SIGN_UP: 'closed' })
  const answer = await closed.post('/auth/account.create', strange('frida'))
  expect(answer).toMatchObject({ status: 403, body: { error: { code: 1112, name: 'SIGN_UP_CLOSED' } } })
  expect(answer.body.error.text).toMatch(/whoever runs this server/)
  expect((await closed.post('/auth/session.create', { username: 'fritz', password })).status).toBe(200)
  expect(await sql(`select 1 from username where name = 'frida'`)).toEqual([])
})

test.each([
  ['Password1', 'it is among the most common ones'],
  ['greta.one2026', 'it is your username, or little more'],
  ['          ', 'it shows nothing'],
  ['zzzzzzzzzz', 'it is one character, repeated'],
])('nobody signs up with the password %j, and is told why', async (weak, why) => {
  for (const answer of [
    await error('account.create', strange('greta.one', { password: weak })),
    (await post('/auth/account.create', strange('greta.one', { password: weak }))).body.error,
  ])
    expect(answer).toMatchObject({ code: 1113, name: 'PASSWORD_WEAK', why, at: '/password' })
})

test('a password of words of the deployment is refused wherever one is chosen', async () => {
  const weak = 'ExampleCorp-2026'
  const why = 'it is a word of this place, or little more'
  expect(await error('account.create', strange('greta.two', { password: weak }))).toMatchObject({ code: 1113, why })
  const { user, session } = await signUp('greta.three')
  const own = { user, session }
  expect(await error('password.change', { password, new_password: weak }, own)).toMatchObject({ code: 1113, why })
  await ok('password.change', { password, new_password: 'example corps march on' }, own)
})

test('who has a weak password from before logs in with it', async () => {
  const { user } = await signUp('gustav')
  const [{ password_hash }] = await sql('select password_hash from account where id = $1', [user])
  expect(password_hash).toBeDefined()
  const { hash } = await import('@node-rs/argon2')
  await sql('update account set password_hash = $2 where id = $1', [
    user,
    await hash('password1', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  ])
  await ok('session.create', { username: 'gustav', password: 'password1' })
})
