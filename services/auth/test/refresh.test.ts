import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listenEnded, useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, bus, start, untilWaiting } = await useAuth()

const refresh = (token: string) => ok('session.refresh', { refresh: token })
const refused = async (token: string) => (await error('session.refresh', { refresh: token })).name
const passGrace = (session: string) =>
  sql(`update session set rotated_at = rotated_at - interval '11 seconds' where id = $1`, [session])

test('a refresh token gives a new pair of the same session, again and again', async () => {
  let { session, user, refresh: token } = await signUp('ada')
  for (let round = 0; round < 5; round++) {
    const next = await refresh(token)
    expect(next).toMatchObject({ session, user })
    expect(next.refresh).not.toBe(token)
    token = next.refresh
  }
})

test('only hashes of refresh tokens are stored, and each has an end date', async () => {
  const { session, refresh: token, refresh_expires_at } = await signUp('bella')
  const rows = await sql(`select encode(hash, 'hex') as hash, expires_at from refresh_token where session = $1`, [
    session,
  ])
  expect(rows).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), expires_at: new Date(refresh_expires_at) }])
  expect(JSON.stringify(await sql('select * from refresh_token'))).not.toContain(token)
  expect(refresh_expires_at).toBeGreaterThan(Date.now() + 29.9 * 86_400_000)
})

test('a token used again after the grace ends the whole session, and every gateway hears of it', async () => {
  const heard = await listenEnded(bus)
  const { session, refresh: first } = await signUp('carol')
  const second = (await refresh(first)).refresh
  await passGrace(session)
  expect(await refused(first)).toBe('REFRESH_REUSED')
  expect(await refused(second)).toBe('REFRESH_INVALID')
  expect(await refused(first)).toBe('REFRESH_INVALID')
  await bus.flush()
  expect(heard).toContain(session)
})

test('other sessions of the user go on when one is ended', async () => {
  const one = await signUp('dora')
  const other = await ok('session.create', { username: 'dora', password: 'correct horse battery' })
  await refresh(one.refresh)
  await passGrace(one.session)
  expect(await refused(one.refresh)).toBe('REFRESH_REUSED')
  await refresh(other.refresh)
})

test('a client that lost the answer repeats and goes on', async () => {
  const { session, refresh: first } = await signUp('erin')
  await refresh(first)
  const repeated = (await refresh(first)).refresh
  await passGrace(session)
  const third = (await refresh(repeated)).refresh
  await passGrace(session)
  await refresh(third)
})

test('tabs that refresh with one token at the same time all go on, whichever answer the browser kept', async () => {
  for (const kept of [0, 1, 2, 3, 4]) {
    const { session, refresh: first } = await signUp(`fay.${kept}`)
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(first)))
    expect(new Set(answers.map((answer) => answer.refresh)).size).toBe(5)
    await passGrace(session)
    await refresh(answers[kept]?.refresh as string)
  }
})

test('a thief who used the grace is found out when both go on', async () => {
  const { session, refresh: first } = await signUp('gina')
  const [honest, thief] = [(await refresh(first)).refresh, (await refresh(first)).refresh]
  await passGrace(session)
  const honestNext = (await refresh(honest)).refresh
  await passGrace(session)
  expect(await refused(thief)).toBe('REFRESH_REUSED')
  expect(await refused(honestNext)).toBe('REFRESH_INVALID')
})

test('the grace reaches back one turn only, and repeating does not prolong it', async () => {
  const { session, refresh: first } = await signUp('hana')
  const second = (await refresh(first)).refresh
  await sql(`update session set rotated_at = rotated_at - interval '6 seconds' where id = $1`, [session])
  await refresh(first)
  await sql(`update session set rotated_at = rotated_at - interval '6 seconds' where id = $1`, [session])
  expect(await refused(first)).toBe('REFRESH_REUSED')
  expect(await refused(second)).toBe('REFRESH_INVALID')

  const other = await signUp('hana.two')
  const next = (await refresh(other.refresh)).refresh
  await refresh(next)
  expect(await refused(other.refresh)).toBe('REFRESH_REUSED')
})

test('an unknown, a mangled and an expired token are refused alike', async () => {
  const { session, refresh: token } = await signUp('ida')
  expect(await refused('x'.repeat(43))).toBe('REFRESH_INVALID')
  expect(await refused(`${token}x`)).toBe('REFRESH_INVALID')
  await sql(`update refresh_token set expires_at = now() where session = $1`, [session])
  expect(await refused(token)).toBe('REFRESH_INVALID')
  await sql(`update refresh_token set expires_at = now() + interval '1 minute' where session = $1`, [session])
  await refresh(token)
})

test('logging out voids the token, is announced, and may be repeated', async () => {
  const heard = await listenEnded(bus)
  const { session, refresh: token } = await signUp('jane')
  expect(await ok('session.end', { refresh: token })).toEqual({})
  expect(await refused(token)).toBe('REFRESH_INVALID')
  expect(await ok('session.end', { refresh: token })).toEqual({})
  expect(await ok('session.end', { refresh: 'never seen' })).toEqual({})
  await bus.flush()
  expect(heard).toContain(session)
})

test('a session logged out while it is refreshed stays logged out', async () => {
  for (let round = 0; round < 10; round++) {
    const { session, refresh: token } = await signUp(`kate.${round}`)
    const [answer] = await Promise.allSettled([refresh(token), ok('session.end', { refresh: token })])
    expect((await sql('select ended_at from session where id = $1', [session]))[0].ended_at).not.toBeNull()
    if (answer.status === 'fulfilled') expect(await refused(answer.value.refresh)).toBe('REFRESH_INVALID')
  }
})

test('a refresh that had to wait decides by what was committed during the wait', async () => {
  const { session, refresh: first } = await signUp('lara')
  await sql('begin')
  await sql('select 1 from session where id = $1 for update', [session])
  const answer = refused(first)
  await untilWaiting(1)
  await sql(`update session set generation = 3, rotated_at = now() - interval '1 hour' where id = $1`, [session])
  await sql('commit')
  expect(await answer).toBe('REFRESH_REUSED')
})

test('used tokens are remembered for the configured time only, and the session does not grow', async () => {
  const { session, refresh: first } = await signUp('lena')
  const second = (await refresh(first)).refresh
  const [{ days }] = await sql(
    `select extract(epoch from expires_at - now()) / 86400 as days from refresh_token where session = $1 and generation = 0`,
    [session],
  )
  expect(Number(days)).toBeCloseTo(7, 2)
  await sql(`update refresh_token set expires_at = now() where session = $1 and generation = 0`, [session])
  await refresh(second)
  expect(await refused(first)).toBe('REFRESH_INVALID')
  expect(await sql('select generation from refresh_token where session = $1 order by 1', [session])).toEqual([
    { generation: 1 },
    { generation: 2 },
  ])
})

test('a gateway that missed the end of a session hears of it again', async () => {
  const { session, refresh: token } = await signUp('mona')
  await ok('session.end', { refresh: token })
  const heard = await listenEnded(bus)
  const deadline = Date.now() + 10_000
  while (!heard.includes(session) && Date.now() < deadline) await sleep(100)
  expect(heard).toContain(session)
})

test('expired and ended sessions are removed with their tokens, many in small batches, and live ones stay', async () => {
  const live = await signUp('nora')
  await sql(
    `insert into session (id, account, device, expires_at, ended_at)
     select gen_random_uuid(), $1, '', now() + (n % 2 - 0.5) * interval '2 days', case when n % 2 = 1 then now() - interval '1 hour' end
     from generate_series(1, 450) n`,
    [live.user],
  )
  const recent = await ok('session.create', { username: 'nora', password: 'correct horse battery' })
  await ok('session.end', { refresh: recent.refresh })
  await using _cleaner = await start({ CLEANUP_SECONDS: '1' })
  const left = async () =>
    (await sql('select id from session where account = $1', [live.user])).map((row) => row.id).toSorted()
  const deadline = Date.now() + 15_000
  while ((await left()).length > 2 && Date.now() < deadline) await sleep(100)
  expect(await left()).toEqual([live.session, recent.session].toSorted())
  await refresh(live.refresh)
})
