import { createHash, randomUUID } from 'node:crypto'
import { erasedName } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import type { AccountStanding } from '@parley/wire'
import { expect, test, vi } from 'vitest'
import { closeIdleGuests } from '../src/store/guest.ts'
import { password, useAuth } from './running-auth.ts'

const [auth, invited, approving] = await Promise.all([
  useAuth({ GUESTS: 'on' }),
  useAuth({ GUESTS: 'on', SIGN_UP: 'invitation' }),
  useAuth({ GUESTS: 'on', SIGN_UP: 'approval' }),
])
const { ok, error, sql, start, post, signUp, bus, adminUrl } = auth

const come = (name = 'Gus') => ok('guest.create', { name }, { address: '192.0.2.7' })
type Guest = Awaited<ReturnType<typeof come>>
const become = (guest: Pick<Guest, 'user' | 'session'>, username: string) =>
  ok('guest.become', { username, password }, guest)
const claimsOf = ({ access }: Guest) => JSON.parse(Buffer.from(access.split('.')[1] as string, 'base64url').toString())
const toldOf = (user: string) => sql(`select ev, body from event where stream = $1 order by seq`, [user])

test('a guest comes in by a name alone, and others see that they are one', async () => {
  expect(await ok('ways.get', {})).toMatchObject({ guests: true })
  const guest = await come('Gus')
  const ann = await signUp('ann')
  expect(claimsOf(guest)).toMatchObject({ guest: true })
  expect(claimsOf(ann)).not.toHaveProperty('guest')
  expect(claimsOf(await ok('session.refresh', { refresh: guest.refresh }))).toMatchObject({ guest: true })
  expect(await ok('account.get', {}, guest)).toMatchObject({ guest: true, name: 'Gus' })
  const as = { user: guest.user, name: 'Gus', guest: true }
  expect(await ok('user.get', { users: [guest.user] }, ann)).toEqual({ users: [as] })
  expect(await ok('profile.get', { user: guest.user }, ann)).toEqual(as)
  expect(await ok('user.search', { name: 'gus' }, ann)).toMatchObject({ users: [as] })
  expect(await toldOf(guest.user)).toEqual([{ ev: 'account.created', body: as }])
  const { body, setCookie } = await post('/auth/guest.create', { name: 'Cookie' })
  expect(body).toMatchObject({ refresh: '', access: expect.any(String) })
  expect(setCookie).toContain('HttpOnly')
})

test('where there are no guests nobody comes in as one, and of one address no more come than sign up', async () => {
  await using without = await start({ GUESTS: 'off' })
  const refused = await without.post('/auth/guest.create', { name: 'Gus' })
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 1179, name: 'GUESTS_OFF' } } })
  await using few = await start({ SIGN_UPS_PER_ADDRESS: '2' })
  const from = { 'x-forwarded-for': '203.0.113.77' }
  const statuses = []
  for (let times = 0; times < 3; times++)
    statuses.push((await few.post('/auth/guest.create', { name: 'Gus' }, from)).status)
  expect(statuses).toEqual([200, 200, 429])
})

test('a guest becomes an account and keeps everything; who lost the answer asks again', async () => {
  const guest = await come()
  await signUp('taken.name')
  expect(await error('guest.become', { username: 'taken.name', password }, guest)).toMatchObject({ code: 1107 })
  expect(await error('guest.become', { username: 'gus', password: 'password' }, guest)).toMatchObject({ code: 1113 })
  expect(await ok('account.get', {}, guest)).toMatchObject({ guest: true })
  expect(await become(guest, 'gus')).toEqual({ username: 'gus' })
  expect(await become(guest, 'gus')).toEqual({ username: 'gus' })
  for (const [username, typed] of [
    ['gus', 'another horse battery'],
    ['gus2', password],
  ] as const)
    expect(await error('guest.become', { username, password: typed }, guest)).toMatchObject({ code: 1180 })
  const account = await ok('account.get', {}, guest)
  expect(account).toMatchObject({ user: guest.user, username: 'gus', former: [] })
  expect(account).not.toHaveProperty('guest')
  expect((await ok('session.create', { username: 'gus', password })).user).toBe(guest.user)
  const again = await ok('session.refresh', { refresh: guest.refresh })
  expect([again.session, claimsOf(again).guest]).toEqual([guest.session, undefined])
  expect((await toldOf(guest.user)).at(-1)).toEqual({ ev: 'account.changed', body: { user: guest.user, name: 'Gus' } })
})

test('of many who become the same account at once one does it, and no name is taken twice', async () => {
  const guests = await Promise.all(Array.from({ length: 5 }, () => come()))
  const outcomes = await Promise.all(
    guests.map((guest) =>
      become(guest, 'wanted').then(
        () => 'it',
        (reason: Error) => (reason.message.includes('USERNAME_TAKEN') ? 'taken' : reason.message),
      ),
    ),
  )
  expect(outcomes.toSorted()).toEqual(['it', 'taken', 'taken', 'taken', 'taken'])
  expect(
    await sql(`select 1 from account where guest and id = any($1)`, [guests.map(({ user }) => user)]),
  ).toHaveLength(4)
})

test('to become an account is to sign up: with the code of an invitation, or until somebody lets them in', async () => {
  const guest = await invited.ok('guest.create', { name: 'Ivy' })
  const given = { username: 'ivy', password }
  expect(await invited.error('guest.become', given, guest)).toMatchObject({ name: 'SIGN_UP_BY_INVITATION' })
  const invitation = randomUUID()
  const hash = createHash('sha256').update(invitation).digest()
  await invited.sql('insert into entry (id, hash, uses_left) values ($1, $2, 1)', [randomUUID(), hash])
  expect(await invited.ok('guest.become', { ...given, invitation }, guest)).toEqual({ username: 'ivy' })
  expect(await invited.sql('select uses_left::int as left from entry')).toEqual([{ left: 0 }])

  const waiting = await approving.ok('guest.create', { name: 'Jo' })
  expect(await approving.ok('guest.become', { username: 'jo', password }, waiting)).toEqual({ username: 'jo' })
  const refused = await approving.error('session.refresh', { refresh: waiting.refresh })
  expect(refused).toMatchObject({ name: 'ACCOUNT_PENDING' })
})

test('gateways are told how a guest stands when they have an account, and when they are released', async () => {
  const heard: AccountStanding[] = []
  bus.listen(bus.subjects.standingsChanged, (message) => heard.push(...message.json<AccountStanding[]>()))
  await bus.flush()
  const [guest, ann] = [await come(), await signUp('ann.of.staff')]
  await sql(`insert into staff (account, role) values ($1, 'owner')`, [ann.user])
  const lastOf = ({ user }: Guest) => heard.findLast((one) => one.user === user)
  const held = { user: guest.user, kind: 'suspended', reason: 'because' } as const
  await ok('person.restrict', held, ann)
  await vi.waitFor(() => expect(lastOf(guest)).toMatchObject({ is: 'suspended', guest: true }))
  await ok('person.release', held, ann)
  await vi.waitFor(() => expect(lastOf(guest)).toMatchObject({ is: 'good', guest: true }))
  await become(guest, 'gus.released')
  await vi.waitFor(() => expect(lastOf(guest)).not.toHaveProperty('guest'))
})

test('a guest whom nobody has been for long is closed, and the name that was made for them is free', async () => {
  const [idle, left, used, young] = [await come(), await come(), await come(), await come()]
  const guests = [idle, left, used].map(({ user }) => user)
  await sql(`update account set created_at = now() - interval '8 days' where id = any($1)`, [guests])
  await sql(`update session set used_at = now() - interval '8 days' where account = $1`, [idle.user])
  await ok('session.end', { refresh: left.refresh })
  await using mend = await openToMend(adminUrl, 'auth')
  const closed = await closeIdleGuests(mend.db, 7 * 86_400, 100)
  expect(closed.toSorted()).toEqual([idle.user, left.user].toSorted())
  expect(await closeIdleGuests(mend.db, 7 * 86_400, 100)).toEqual([])
  const names = () => sql('select name from account where id = any($1)', [closed])
  const gone = { name: erasedName }
  await vi.waitFor(async () => expect(await names()).toEqual([gone, gone]), { timeout: 30_000, interval: 250 })
  expect(await sql('select 1 from username where account is null')).toEqual([])
  for (const guest of [used, young]) expect(await ok('account.get', {}, guest)).toMatchObject({ guest: true })
})

test('a guest closes their account by the session that they have, however old', async () => {
  const guest = await come()
  await sql(`update session set created_at = now() - interval '5 days' where id = $1`, [guest.session])
  expect(await ok('account.close', { messages: 'remove' }, guest)).toMatchObject({ ended: 0 })
  const stays = await come()
  await become(stays, 'gus.stays')
  await sql(`update session set created_at = now() - interval '5 days' where id = $1`, [stays.session])
  expect(await error('account.close', { messages: 'remove' }, stays)).toMatchObject({ at: '/password' })
})
