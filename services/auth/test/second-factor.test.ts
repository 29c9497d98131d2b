import { randomBytes, randomUUID } from 'node:crypto'
import type { ErrorBody, StaffRole } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { appointBy } from '../src/index.ts'
import { hashOfToken } from '../src/sessions.ts'
import { tellFactors } from '../src/telling.ts'
import { type Origin, password, useAuth } from './running-auth.ts'
import { totpCode } from './totp.ts'

const auth = await useAuth({
  LOGIN_FAILURES_PER_ADDRESS: '100000',
  LOGIN_FAILURES_EVERYWHERE: '1000',
  FACTOR_ROLES: 'admin,moderator',
})
const { ok, error, sql, signUp, post, lines, start, adminUrl } = auth

interface Guarded {
  readonly username: string
  readonly user: string
  readonly own: Origin
  readonly secret: string
  readonly recovery: readonly string[]
  readonly device_token: string
}

/** What the app shows now; what it has shown before counts as not used. */
const codeOf = async ({ user, secret }: Pick<Guarded, 'user' | 'secret'>): Promise<string> => {
  await sql('update totp set last_step = 0 where account = $1', [user])
  return totpCode(secret)
}

/** An account that asks for the code of an app. */
const guarded = async (username: string): Promise<Guarded> => {
  const { user, session, device_token = '' } = await signUp(username)
  const own = { user, session }
  const { secret } = await ok('totp.start', {}, own)
  const { recovery = [] } = await ok('totp.create', { password, code: await codeOf({ user, secret }) }, own)
  return { username, user, own, secret, recovery, device_token }
}

const half = async (username: string, origin: Origin = {}, given = {}): Promise<string> => {
  const refused = await error('session.create', { username, password, ...given }, origin)
  expect(refused).toMatchObject({ name: 'SECOND_FACTOR_NEEDED' })
  return refused.login as string
}
const confirm = async (login: string, code: string, origin: Origin = {}): Promise<string> =>
  ok('session.confirm', { login, code }, origin).then(
    () => 'ok',
    (reason: Error) => /"name":"(\w+)"/.exec(reason.message)?.[1] ?? 'unknown',
  )

test('an account with an app is logged in to by password and code, and sessions of before go on', async () => {
  const { user, session, refresh } = await signUp('ada')
  const own = { user, session }
  expect(await ok('factor.list', {}, own)).toEqual({ totp: false, passkeys: [], recovery_left: 0 })
  const { secret, uri } = await ok('totp.start', {}, own)
  expect(uri).toContain(secret)
  await ok('session.create', { username: 'ada', password })
  const code = await codeOf({ user, secret })
  expect(await error('totp.create', { password: 'wrong', code }, own)).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await error('totp.create', { password, code: '12345' }, own)).toMatchObject({ name: 'CODE_WRONG' })
  const { recovery } = await ok('totp.create', { password, code }, own)
  expect(recovery).toHaveLength(10)
  expect(await ok('factor.list', {}, own)).toEqual({ totp: true, passkeys: [], recovery_left: 10 })
  const refused = await error('session.create', { username: 'ada', password, device: 'Phone' })
  expect(refused).toMatchObject({ code: 1130, factors: ['totp', 'recovery'], login: expect.any(String) })
  const login = refused.login as string
  const opened = await ok('session.confirm', { login, code: await codeOf({ user, secret }) })
  expect(opened.user).toBe(user)
  const { sessions } = await ok('session.list', {}, { user, session: opened.session })
  expect(sessions[0]).toMatchObject({ device: 'Phone', current: true })
  expect((await ok('session.refresh', { refresh: opened.refresh })).session).toBe(opened.session)
  expect((await ok('session.refresh', { refresh })).session).toBe(session)
})

test('who has not the password is told nothing of the second factor', async () => {
  await guarded('bella')
  await signUp('berta')
  const answers: ErrorBody[] = []
  for (const username of ['bella', 'berta', 'nobody.here'])
    answers.push(await error('session.create', { username, password: 'wrong' }))
  for (const answer of answers) expect(answer).toEqual(answers[0])
})

test('a code counts once, and who comes with it again is told to wait for the next', async () => {
  const carol = await guarded('carol')
  const code = await codeOf(carol)
  expect(await confirm(await half('carol'), code)).toBe('ok')
  const refused = await error('session.confirm', { login: await half('carol'), code })
  expect(refused).toMatchObject({ name: 'CODE_USED' })
  expect(refused.retry_ms).toBeGreaterThan(0)
  expect(refused.retry_ms).toBeLessThanOrEqual(30_000)
})

test('of a thousand log-ins that come with one code at once, one gets in', async () => {
  await using patient = await start({ LOGIN_FAILURES_PER_ACCOUNT: '100000', LOGIN_FAILURES_EVERYWHERE: '100000' })
  const dora = await guarded('dora')
  const logins = Array.from({ length: 1_000 }, () => randomBytes(33).toString('base64url'))
  await sql(
    `insert into pending_login (hash, account, device, expires_at)
      select unnest($1::bytea[]), $2, '', now() + interval '1 hour'`,
    [logins.map(hashOfToken), dora.user],
  )
  const code = await codeOf(dora)
  const answers = await Promise.all(logins.map((login) => patient.post('/auth/session.confirm', { login, code })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  // Who waits for too long behind so many others is told so, and the code is used all the same.
  for (const { body } of answers) expect(['CODE_USED', 'UNAVAILABLE', undefined]).toContain(body.error?.name)
  expect(await sql('select 1 from session where account = $1 and second_factor', [dora.user])).toHaveLength(1)
})

test('a log-in is finished once, within a minute, by five tries, and with the password that it was begun with', async () => {
  const erin = await guarded('erin')
  const done = await half('erin')
  expect(await confirm(done, erin.recovery[0] as string)).toBe('ok')
  expect(await confirm(done, erin.recovery[1] as string)).toBe('LOGIN_OVER')

  const guessed = await half('erin')
  for (let tries = 0; tries < 5; tries++) expect(await confirm(guessed, '000000')).toBe('CODE_WRONG')
  expect(await confirm(guessed, erin.recovery[1] as string)).toBe('LOGIN_OVER')

  const late = await half('erin')
  const [row] = await sql('select expires_at - now() as left from pending_login where hash = $1', [hashOfToken(late)])
  expect(row.left.minutes ?? 0).toBe(0)
  await sql('update pending_login set expires_at = now() where hash = $1', [hashOfToken(late)])
  expect(await confirm(late, erin.recovery[1] as string)).toBe('LOGIN_OVER')

  const former = await half('erin')
  await ok('password.change', { password, new_password: 'another battery staple' }, erin.own)
  expect(await confirm(former, erin.recovery[1] as string)).toBe('LOGIN_OVER')
  expect(await confirm(randomUUID(), erin.recovery[1] as string)).toBe('LOGIN_OVER')
})

test('the code and the recovery code of one account open no other one', async () => {
  const [fay, finn] = [await guarded('fay'), await guarded('finn')]
  const login = await half('fay')
  expect(await confirm(login, await codeOf(finn))).toBe('CODE_WRONG')
  expect(await confirm(login, finn.recovery[0] as string)).toBe('CODE_WRONG')
  expect(await confirm(login, ` ${fay.recovery[0]?.toLowerCase().replaceAll('-', ' ')}\u200e`)).toBe('ok')
})

test('a recovery code is good once, also for two at once, and those that are made anew take the place of all', async () => {
  const gina = await guarded('gina')
  const [first, second, third] = gina.recovery as [string, string, string]
  const answers = await Promise.all([confirm(await half('gina'), first), confirm(await half('gina'), first)])
  expect(answers.toSorted()).toEqual(['CODE_WRONG', 'ok'])
  expect(await ok('factor.list', {}, gina.own)).toEqual({ totp: true, passkeys: [], recovery_left: 9 })
  expect(await error('recovery.create', { password, proof: { code: 'none' } }, gina.own)).toMatchObject({
    name: 'CODE_WRONG',
  })
  const { recovery } = await ok('recovery.create', { password, proof: { code: second } }, gina.own)
  expect(new Set([...recovery, ...gina.recovery]).size).toBe(20)
  expect(await confirm(await half('gina'), third)).toBe('CODE_WRONG')
  expect(await confirm(await half('gina'), recovery[0] as string)).toBe('ok')
})

test('an app is turned off by password and code, with its recovery codes, and a repeat is answered in the same way', async () => {
  const hana = await guarded('hana')
  const [code = '', other = ''] = hana.recovery
  expect(await error('totp.start', {}, hana.own)).toMatchObject({ name: 'FACTOR_EXISTS' })
  expect(await error('totp.remove', { password: 'wrong', proof: { code } }, hana.own)).toMatchObject({
    name: 'LOGIN_FAILED',
  })
  expect(await error('totp.remove', { password, proof: { code: 'none' } }, hana.own)).toMatchObject({
    name: 'CODE_WRONG',
  })
  expect(await error('totp.remove', { password }, hana.own)).toMatchObject({ name: 'BAD_INPUT', at: '/proof' })
  for (let times = 0; times < 2; times++) await ok('totp.remove', { password, proof: { code } }, hana.own)
  expect(await ok('factor.list', {}, hana.own)).toEqual({ totp: false, passkeys: [], recovery_left: 0 })
  await ok('session.create', { username: 'hana', password })
  expect(await error('recovery.create', { password, proof: { code: other } }, hana.own)).toMatchObject({
    name: 'SECOND_FACTOR_MISSING',
  })
})

test('what was begun is confirmed by its last key alone, within an hour', async () => {
  const { user, session } = await signUp('ines')
  const own = { user, session }
  const create = (code: string) => error('totp.create', { password, code }, own)
  expect(await create('123456')).toMatchObject({ name: 'FACTOR_NOT_STARTED' })
  const first = await ok('totp.start', {}, own)
  const { secret } = await ok('totp.start', {}, own)
  expect(await create(await codeOf({ user, secret: first.secret }))).toMatchObject({ name: 'CODE_WRONG' })
  await sql(`update totp set started_at = now() - interval '61 minutes' where account = $1`, [user])
  expect(await create(await codeOf({ user, secret }))).toMatchObject({ name: 'FACTOR_NOT_STARTED' })
})

test('wrong codes are held up where they come from: the owner gets in from elsewhere, and from a known device', async () => {
  const jana = await guarded('jana')
  const there = { address: '198.51.100.20' }
  const guess = async () => {
    const login = await half('jana', there)
    const names: string[] = []
    for (let tries = 0; tries < 5; tries++) names.push(await confirm(login, '000000', there))
    return names
  }
  expect([...(await guess()), ...(await guess())]).toEqual(Array(10).fill('CODE_WRONG'))
  const [code = '', other = ''] = jana.recovery
  const refused = await error('session.confirm', { login: await half('jana', there), code }, there)
  expect(refused).toMatchObject({ name: 'TOO_MANY_ATTEMPTS', limit: 'LOGIN_FAILURES_PER_ACCOUNT' })
  expect(await confirm(await half('jana', { address: '198.51.100.21' }), code, { address: '198.51.100.21' })).toBe('ok')
  const known = await half('jana', there, { device_token: jana.device_token })
  expect(await confirm(known, other, there)).toBe('ok')
})

test('a process that knows of no second factor opens no session of an account that has one', async () => {
  const [kim, kurt] = [await guarded('kim'), await signUp('kurt')]
  const insert = (account: string) =>
    sql(`insert into session (id, account, device, expires_at) values ($1, $2, '', now())`, [randomUUID(), account])
  await expect(insert(kim.user)).rejects.toMatchObject({ code: '53400' })
  await insert(kurt.user)
})

const toldOf = async (user: string): Promise<boolean[]> => {
  const told = await sql(`select body from event where stream = $1 and ev = 'factor.changed' order by seq`, [user])
  return told.map(({ body }) => body.second_factor)
}

test('others are told that an account has a second factor with the first of them, and that it has none with the last', async () => {
  const { user, own, secret, recovery } = await guarded('lenny')
  expect(await toldOf(user)).toEqual([true])
  await ok('recovery.create', { password, proof: { code: recovery[0] as string } }, own)
  expect(await toldOf(user)).toEqual([true])
  const code = await codeOf({ user, secret })
  const [again = ''] = (await ok('recovery.create', { password, proof: { code } }, own)).recovery
  await ok('totp.remove', { password, proof: { code: again } }, own)
  expect(await toldOf(user)).toEqual([true, false])
})

test('what a process of the release before has changed of second factors is told later, once', async () => {
  const { user, session } = await signUp('lasse')
  await ok('totp.start', {}, { user, session })
  await using mending = await openToMend(adminUrl, 'auth')
  await tellFactors(mending.db)
  expect(await toldOf(user)).toEqual([])
  await sql('update totp set confirmed_at = now() where account = $1', [user])
  await Promise.all([tellFactors(mending.db), tellFactors(mending.db)])
  expect(await toldOf(user)).toEqual([true])
  await sql('delete from totp where account = $1', [user])
  await tellFactors(mending.db)
  expect(await toldOf(user)).toEqual([true, false])
})

describe('a role of the platform that takes a second factor', () => {
  const reason = 'because of the test'
  const missing = { name: 'FACTOR_MISSING', code: 1181 }
  const appoint = async (user: string, role: StaffRole) => {
    await using mending = await openToMend(adminUrl, 'auth')
    await appointBy(mending.db, user, role, reason)
  }

  test('is in force with one, and no longer from the moment at which the last is gone; other roles go without', async () => {
    const victim = await signUp('vera')
    const [own, auditor] = [await signUp('mona'), await signUp('aude')]
    const find = (who: Origin) =>
      error('person.find', {}, who).then(
        ({ name }) => name,
        () => 'found',
      )
    const restrict = { user: victim.user, kind: 'suspended', reason } as const
    await appoint(own.user, 'moderator')
    await appoint(auditor.user, 'auditor')
    expect(await find(auditor)).toBe('found')
    expect(await error('person.find', {}, own)).toMatchObject(missing)
    expect(await error('person.restrict', restrict, own)).toMatchObject(missing)
    expect(await error('deed.list', {}, own)).toMatchObject({ name: 'ROLE_MISSING' })

    const { secret } = await ok('totp.start', {}, own)
    expect(await error('person.restrict', restrict, own)).toMatchObject(missing)
    const { recovery = [] } = await ok('totp.create', { password, code: totpCode(secret) }, own)
    expect(await find(own)).toBe('found')
    await ok('person.restrict', restrict, own)

    await ok('totp.remove', { password, proof: { code: recovery[0] as string } }, own)
    expect(await find(own)).toBe('FACTOR_MISSING')
    expect(await error('person.release', restrict, own)).toMatchObject(missing)
  })

  test('is not in force for whoever lost theirs by the word of others, and is above others still', async () => {
    const [ada, olga] = [await guarded('adam.the.admin'), await signUp('olga')]
    await appoint(ada.user, 'admin')
    await appoint(olga.user, 'owner')
    await ok('key.list', {}, ada.own)
    await ok('person.reset', { user: ada.user, reason, factors: true }, olga)
    expect(await toldOf(ada.user)).toEqual([true, false])
    const back = await signUp('adam.comes.back')
    expect(await error('key.list', {}, { user: ada.user, session: back.session })).toMatchObject(missing)
    const [mona] = [await guarded('mona.the.second')]
    await appoint(mona.user, 'moderator')
    expect(await error('person.restrict', { user: ada.user, kind: 'locked', reason }, mona.own)).toMatchObject({
      name: 'ROLE_TOO_LOW',
    })
  })
})

test('a browser confirms at /auth and gets its cookies then, and nothing of it stands in the log', async () => {
  const lena = await guarded('lena')
  const first = await post('/auth/session.create', { username: 'lena', password })
  expect([first.status, first.setCookie]).toEqual([401, ''])
  const login = first.body.error.login as string
  const wrong = await post('/auth/session.confirm', { login, code: '000000' })
  expect([wrong.status, wrong.setCookie]).toEqual([401, ''])
  const [code = ''] = lena.recovery
  const answer = await post('/auth/session.confirm', { login, code })
  expect(answer).toMatchObject({ status: 200, body: { user: lena.user, refresh: '', device_token: '' } })
  expect(answer.setCookie.split('\n')).toHaveLength(2)
  expect((await post('/auth/session.refresh', {}, { cookie: answer.cookie })).status).toBe(200)
  const log = lines.join('')
  for (const secret of [login, lena.secret, ...lena.recovery]) expect(log).not.toContain(secret)
  expect(log).toContain('a second factor was refused')
})
