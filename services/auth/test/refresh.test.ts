import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listenEnded, useAuth } from './running-auth.ts'
import { SessionModel } from './session-model.ts'

const { ok, error, sql, signUp, bus, start, untilWaiting } = await useAuth()

const refresh = (token: string) => ok('session.refresh', { refresh: token })
const refused = async (token: string) => (await error('session.refresh', { refresh: token })).name
const pass = (session: string, seconds: number) =>
  sql(`update refresh_token set issued_at = issued_at - make_interval(secs => $2) where session = $1`, [
    session,
    seconds,
  ])
const passGrace = (session: string) => pass(session, 11)

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

test('a token whose successor was used ends the whole session, at once or later, and every gateway hears of it', async () => {
  const heard = await listenEnded(bus)
  for (const seconds of [0, 11]) {
    const { session, refresh: first } = await signUp(`carol.${seconds}`)
    const second = (await refresh(first)).refresh
    const third = (await refresh(second)).refresh
    await pass(session, seconds)
    expect(await refused(first)).toBe('REFRESH_REUSED')
    expect(await refused(third)).toBe('REFRESH_INVALID')
    expect(await refused(first)).toBe('REFRESH_INVALID')
    await bus.flush()
    expect(heard).toContain(session)
  }
})

test('other sessions of the user go on when one is ended', async () => {
  const one = await signUp('dora')
  const other = await ok('session.create', { username: 'dora', password: 'correct horse battery' })
  await refresh((await refresh(one.refresh)).refresh)
  expect(await refused(one.refresh)).toBe('REFRESH_REUSED')
  await refresh(other.refresh)
})

test('a client that lost the answer repeats and goes on, after a pause of any length', async () => {
  for (const seconds of [0, 11, 25 * 86_400]) {
    const { session, refresh: first } = await signUp(`erin.${seconds}`)
    await refresh(first)
    await pass(session, seconds)
    const repeated = (await refresh(first)).refresh
    await passGrace(session)
    const third = (await refresh(repeated)).refresh
    await passGrace(session)
    await refresh(third)
  }
})

test('a token whose answer was lost is good for as long as the one that it was answered with', async () => {
  const { session, refresh: first } = await signUp('eve')
  await sql(`update refresh_token set expires_at = now() + interval '1 minute' where session = $1`, [session])
  const { refresh_expires_at } = await refresh(first)
  const rows = await sql('select expires_at from refresh_token where session = $1', [session])
  expect(rows.map((row) => row.expires_at.getTime())).toEqual([refresh_expires_at, refresh_expires_at])
})

test('an answer that was thought lost, and then is used, ends the session', async () => {
  const { session, refresh: first } = await signUp('ella')
  const lost = (await refresh(first)).refresh
  await passGrace(session)
  const kept = (await refresh(first)).refresh
  expect(await refused(lost)).toBe('REFRESH_REUSED')
  expect(await refused(kept)).toBe('REFRESH_INVALID')
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

test('a thief who refreshes in the same second as the owner is found out at the second turn', async () => {
  const { refresh: first } = await signUp('gina')
  const [honest, thief] = [(await refresh(first)).refresh, (await refresh(first)).refresh]
  const honestNext = (await refresh(honest)).refresh
  expect(await refused(thief)).toBe('REFRESH_REUSED')
  expect(await refused(honestNext)).toBe('REFRESH_INVALID')
})

test('the database answers as the model of the rule does, whoever presents what, whenever', async () => {
  let session = await signUp('model')
  const step = fc.record({ pick: fc.nat(), seconds: fc.constantFrom(0, 0, 3, 11, 100_000) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      session = await ok('session.create', { username: 'model', password: 'correct horse battery' })
      const model = new SessionModel(10)
      const held = [session.refresh]
      for (const { pick, seconds } of steps) {
        await pass(session.session, seconds)
        model.now += seconds
        // One of the latest few: older ones are all alike.
        const token = Math.max(0, held.length - 1 - (pick % 4))
        const { verdict, token: given } = model.present(token)
        const next = await refresh(held[token] as string).then(
          (opened) => opened.refresh,
          (reason: Error) => reason.message,
        )
        if (given === undefined) expect(next).toContain(verdict === 'reused' ? 'REFRESH_REUSED' : 'REFRESH_INVALID')
        else held.push(next)
        if (given !== undefined) expect(next).toMatch(/^[\w-]{44}$/)
      }
    }),
    { numRuns: 40 },
  )
})

test('however often a token is presented within the grace, few are handed out, and a refresh stays cheap', async () => {
  const { session, refresh: first } = await signUp('hana')
  await refresh(first)
  for (let count = 0; count < 15; count++) await refresh(first)
  const answer = await error('session.refresh', { refresh: first })
  expect(answer).toMatchObject({ name: 'RATE_LIMITED', retry_ms: 10_000 })
  await passGrace(session)
  const { refresh: next } = await refresh(first)
  await refresh(next)
})

test('a session keeps a bounded number of tokens, whatever was done with it, and the one that matters', async () => {
  const { session, refresh: first } = await signUp('henry')
  let newest = (await refresh(first)).refresh
  const opener = newest
  newest = (await refresh(newest)).refresh
  await sql(
    `insert into refresh_token (hash, session, generation, expires_at, issued_at, replaced)
     select sha256(n::text::bytea), $1, 2, now() + interval '1 day', now() - interval '1 hour', true from generate_series(1, 5000) n`,
    [session],
  )
  const again = (await refresh(opener)).refresh
  expect(
    (await sql('select count(*)::integer as count from refresh_token where session = $1', [session]))[0].count,
  ).toBe(64)
  await refresh(again)
})

test('somebody who refreshes every minute for a day leaves a bounded number of tokens', async () => {
  let { session, refresh: token } = await signUp('ines')
  for (let count = 0; count < 100; count++) token = (await refresh(token)).refresh
  expect((await sql('select 1 from refresh_token where session = $1', [session])).length).toBeLessThanOrEqual(65)
  await refresh(token)
})

test('a session ends at its longest life, however often it is refreshed', async () => {
  await using brief = await start({ SESSION_SECONDS: '3600' })
  const { body, cookie } = await brief.post('/auth/account.create', {
    username: 'ivy',
    password: 'correct horse battery',
    name: 'Ivy',
  })
  expect(body.refresh_expires_at).toBeLessThanOrEqual(Date.now() + 3_600_000)
  await sql(`update session set created_at = created_at - interval '30 minutes' where id = $1`, [body.session])
  const next = await brief.post('/auth/session.refresh', {}, { cookie })
  expect(next.body.refresh_expires_at).toBeLessThanOrEqual(Date.now() + 1_800_000)
  await sql(`update session set created_at = created_at - interval '31 minutes' where id = $1`, [body.session])
  await sql(`update refresh_token set expires_at = now() + interval '1 day' where session = $1`, [body.session])
  const late = await brief.post('/auth/session.refresh', {}, { cookie: next.cookie })
  expect(late.body.error.name).toBe('REFRESH_INVALID')
})

test('no access token outlives its session', async () => {
  await using brief = await start({ SESSION_SECONDS: '100', ACCESS_TOKEN_SECONDS: '300' })
  const given = { username: 'isa', password: 'correct horse battery', name: 'Isa' }
  const { body, cookie } = await brief.post('/auth/account.create', given)
  expect(body.access_expires_at).toBeLessThanOrEqual(body.refresh_expires_at)
  await sql(`update session set created_at = created_at - interval '50 seconds' where id = $1`, [body.session])
  const next = await brief.post('/auth/session.refresh', {}, { cookie })
  expect(next.body.access_expires_at).toBeLessThanOrEqual(next.body.refresh_expires_at)
  expect(next.body.access_expires_in_ms).toBeLessThanOrEqual(50_000)
})

test('a program that logs in again and again keeps a bounded number of sessions, and pushes nobody out who refreshes', async () => {
  await using few = await start({ SESSIONS_PER_ACCOUNT: '5' })
  const phone = await signUp('jack')
  await refresh(phone.refresh)
  const heard = await listenEnded(bus)
  const login = async () =>
    (await few.post('/auth/session.create', { username: 'jack', password: 'correct horse battery' })).body.session
  const made: string[] = []
  for (let count = 0; count < 8; count++) made.push(await login())
  const open = await sql('select id from session where account = $1 and ended_at is null', [phone.user])
  expect(open.map((row) => row.id).toSorted()).toEqual([phone.session, ...made.slice(4)].toSorted())
  await bus.flush()
  expect(heard).toEqual(expect.arrayContaining(made.slice(0, 4)))
  expect(heard).not.toContain(phone.session)
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
  await sql(
    `update session set generation = 3, opened_generation = 3, rotated_at = now() - interval '1 hour' where id = $1`,
    [session],
  )
  await sql('commit')
  expect(await answer).toBe('REFRESH_REUSED')
})

test('used tokens are remembered for the configured time only, and the session does not grow', async () => {
  const { session, refresh: first } = await signUp('lena')
  const second = (await refresh(first)).refresh
  const third = (await refresh(second)).refresh
  const [{ days }] = await sql(
    `select extract(epoch from expires_at - now()) / 86400 as days from refresh_token where session = $1 and generation = 0`,
    [session],
  )
  expect(Number(days)).toBeCloseTo(7, 2)
  await sql(`update refresh_token set expires_at = now() where session = $1 and generation = 0`, [session])
  await refresh(third)
  expect(await refused(first)).toBe('REFRESH_INVALID')
  expect(await sql('select generation from refresh_token where session = $1 order by 1', [session])).toEqual([
    { generation: 1 },
    { generation: 2 },
    { generation: 3 },
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
