/** Where somebody is logged in: seen, named and ended by them, and by nobody else; and another password. */
import { randomUUID } from 'node:crypto'
import { askOwner } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { listenEnded, password, useAuth } from './running-auth.ts'

const { ok, error, signUp, sql, bus, untilWaiting, lines } = await useAuth({ LOGIN_FAILURES_PER_ACCOUNT: '3' })

const other = 'another battery staple'
const logIn = (username: string, device?: string, address = '192.0.2.7') =>
  ok('session.create', { username, password, ...(device === undefined ? {} : { device }) }, { address })
const at = ({ user, session }: { user: string; session: string }) => ({ user, session, address: '192.0.2.8' })
const idsOf = async (origin: { user: string; session: string }) =>
  (await ok('session.list', {}, origin)).sessions.map(({ session }) => session)

test('one’s sessions are listed, the newest first, with what each is called, where and when it was used', async () => {
  const first = await signUp('ada')
  const phone = await logIn('ada', 'Ada’s phone 📱')
  const { sessions, more } = await ok('session.list', {}, at(phone))
  expect(more).toBe(false)
  expect(sessions).toEqual([
    {
      session: phone.session,
      device: 'Ada’s phone 📱',
      address: '192.0.2.7',
      created_at: expect.any(Number),
      used_at: expect.any(Number),
      current: true,
    },
    { session: first.session, device: '', created_at: expect.any(Number), used_at: expect.any(Number) },
  ])
})

test('they come in pages of any size, each once', async () => {
  const first = await signUp('bea')
  const all = [first.session]
  for (let count = 0; count < 4; count++) all.unshift((await logIn('bea')).session)
  for (const limit of [1, 2, 5, 100]) {
    const found: string[] = []
    for (let after: string | undefined, more = true; more; after = found.at(-1)) {
      const page = await ok('session.list', { limit, ...(after ? { after } : {}) }, at(first))
      found.push(...page.sessions.map(({ session }) => session))
      more = page.more
    }
    expect(found).toEqual(all)
  }
})

test('whoever asks is told which sessions are open, in their order, and of one that nobody knows that it is not', async () => {
  const first = await signUp('cyra')
  const [revoked, ended, expired] = [await logIn('cyra'), await logIn('cyra'), await logIn('cyra')]
  await ok('session.revoke', { session: revoked.session }, at(first))
  await ok('session.end', { refresh: ended.refresh })
  await sql(`update session set expires_at = now() where id = $1`, [expired.session])
  const asked = [first, revoked, ended, expired, { session: randomUUID() }, first].map(({ session }) => session)
  expect(await askOwner(bus, 'auth', 'sessions', asked)).toEqual([true, false, false, false, false, true])
})

test('a session that is revoked ends at once, for all of its tokens, and is told to gateways; a repeat is answered alike', async () => {
  const first = await signUp('cleo')
  const lost = await logIn('cleo')
  const heard = await listenEnded(bus)
  for (let times = 0; times < 2; times++)
    expect(await ok('session.revoke', { session: lost.session }, at(first))).toEqual({})
  expect(await error('session.refresh', { refresh: lost.refresh })).toMatchObject({ name: 'REFRESH_INVALID' })
  expect(await idsOf(at(first))).toEqual([first.session])
  await bus.flush()
  expect(heard).toContain(lost.session)
  expect(heard).not.toContain(first.session)
})

test('nobody sees, names, keeps or ends a session of somebody else, nor learns that there is one', async () => {
  const [dora, eve] = [await signUp('dora'), await signUp('eve')]
  for (const session of [dora.session, randomUUID()]) {
    const refused = await Promise.all([
      error('session.revoke', { session }, at(eve)),
      error('session.rename', { session, device: 'mine' }, at(eve)),
      error('session.revoke_all', { keep: session }, at(eve)),
      error('session.list', { after: session }, at(eve)),
    ])
    expect(refused.map(({ name }) => name)).toEqual(Array(4).fill('SESSION_NOT_FOUND'))
  }
  expect(await idsOf(at(dora))).toEqual([dora.session])
  expect(await idsOf(at(eve))).toEqual([eve.session])
})

test('a device is called what its owner calls it, and a session that has ended no more', async () => {
  const fay = await signUp('fay')
  const old = await logIn('fay', 'Old')
  await ok('session.rename', { session: old.session, device: ' شاشة البيت 👩‍👩‍👧‍👦 ' }, at(fay))
  expect((await ok('session.list', {}, at(fay))).sessions[0]).toMatchObject({ device: 'شاشة البيت 👩‍👩‍👧‍👦' })
  await ok('session.revoke', { session: old.session }, at(fay))
  expect(await error('session.rename', { session: old.session, device: 'New' }, at(fay))).toMatchObject({
    name: 'SESSION_NOT_FOUND',
  })
})

test('all sessions end but the one that is kept, or without exception', async () => {
  const gina = await signUp('gina')
  const others = [await logIn('gina'), await logIn('gina'), await logIn('gina')]
  expect(await ok('session.revoke_all', { keep: gina.session }, at(gina))).toEqual({ ended: 3 })
  expect(await idsOf(at(gina))).toEqual([gina.session])
  for (const { refresh } of others)
    expect(await error('session.refresh', { refresh })).toMatchObject({ name: 'REFRESH_INVALID' })
  await logIn('gina')
  expect(await ok('session.revoke_all', {}, at(gina))).toEqual({ ended: 2 })
  expect(await error('session.refresh', { refresh: gina.refresh })).toMatchObject({ name: 'REFRESH_INVALID' })
})

test('another password logs in, the former does not, and what was begun with it ends; a repeat is answered as if it was made', async () => {
  const hana = await signUp('hana')
  const elsewhere = await logIn('hana')
  expect(await ok('password.change', { password, new_password: other }, at(hana))).toEqual({ ended: 1 })
  expect(await ok('password.change', { password, new_password: other }, at(hana))).toEqual({ ended: 0 })
  expect(await error('session.refresh', { refresh: elsewhere.refresh })).toMatchObject({ name: 'REFRESH_INVALID' })
  expect(await error('session.create', { username: 'hana', password })).toMatchObject({ name: 'LOGIN_FAILED' })
  await ok('session.create', { username: 'hana', password: other })
  await ok('session.refresh', { refresh: hana.refresh })
})

test('a password is not changed without the former, guesses are limited, and a weak one is refused', async () => {
  const iris = await signUp('iris')
  const change = (given: string, to = other) =>
    error('password.change', { password: given, new_password: to }, at(iris))
  expect(await change(password, 'password1')).toMatchObject({ name: 'PASSWORD_WEAK', at: '/new_password' })
  for (let tries = 0; tries < 3; tries++) expect(await change('wrong')).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await change(password)).toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
  await logIn('iris')
  expect(lines.filter((line) => line.includes('password-refused'))).toHaveLength(3)
})

test('of two changes at the same moment one is made', async () => {
  const joan = await signUp('joan')
  const to = ['first battery staple', 'second battery staple']
  const made = await Promise.allSettled(
    to.map((new_password) => ok('password.change', { password, new_password }, at(joan))),
  )
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const place = made.findIndex(({ status }) => status === 'fulfilled')
  await ok('session.create', { username: 'joan', password: to[place] as string })
})

test('a log-in that was under way with the former password opens nothing once there is another', async () => {
  const { user, session } = await signUp('kim')
  await sql('begin')
  await sql('select 1 from account where id = $1 for update', [user])
  const late = error('session.create', { username: 'kim', password })
  await untilWaiting(1)
  await sql(`update account set password_hash = 'another' where id = $1`, [user])
  await sql('commit')
  expect(await late).toMatchObject({ name: 'LOGIN_FAILED' })
  expect(await idsOf({ user, session })).toEqual([session])
})
