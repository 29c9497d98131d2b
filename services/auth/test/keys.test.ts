import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { Environment } from '@parley/service-kit'
import jwt from 'jsonwebtoken'
import { expect, test } from 'vitest'
import { useAuth } from './running-auth.ts'

type PublishedKey = JsonWebKey & { kid: string; d?: string }

const auth = await useAuth({ ISSUER: 'https://chat.example' })
const { signUp, ok, sql, bus, start, untilWaiting } = auth

const published = async () =>
  (await bus.ask<string, { keys: PublishedKey[] }>(bus.subjects.question('auth', 'keys'), '')).keys
const kids = async () => (await published()).map((key) => key.kid)
const kidOf = (token: string) => jwt.decode(token, { complete: true })?.header.kid
const verify = (token: string, keys: PublishedKey[]) => {
  const key = keys.find(({ kid }) => kid === kidOf(token)) as PublishedKey
  return jwt.verify(token, createPublicKey({ key, format: 'jwk' }), {
    algorithms: ['ES256'],
    issuer: 'https://chat.example',
    audience: 'parley',
  })
}
const age = (seconds: number) =>
  sql(`update signing_key set created_at = created_at - make_interval(secs => $1)`, [seconds])

test('an access token says who and which session, and is checked with the published keys', async () => {
  const { access, access_expires_at, user, session } = await signUp('ada')
  const now = Math.floor(Date.now() / 1000)
  expect(jwt.decode(access, { complete: true })?.header).toEqual({ alg: 'ES256', typ: 'JWT', kid: (await kids())[0] })
  const claims = verify(access, await published()) as jwt.JwtPayload
  expect(claims).toEqual({
    iss: 'https://chat.example',
    aud: 'parley',
    sub: user,
    sid: session,
    iat: claims.iat,
    exp: (claims.iat as number) + 300,
  })
  expect(Math.abs((claims.iat as number) - now)).toBeLessThanOrEqual(5)
  expect(access_expires_at).toBe((claims.exp as number) * 1000)
})

test('the keys are the same over HTTP and NATS, and hold no private part', async () => {
  const response = await fetch(`${auth.url}/.well-known/jwks.json`)
  expect(await response.json()).toEqual({ keys: await published() })
  for (const key of await published()) {
    expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  }
})

test('processes that start at once agree on one key', async () => {
  await sql('delete from signing_key')
  await sql('begin')
  await sql('lock table signing_key in share row exclusive mode')
  const starting = [start(), start(), start()]
  await untilWaiting(3)
  await sql('commit')
  const started = await Promise.all(starting)
  expect(await sql('select kid from signing_key')).toHaveLength(1)
  for (const { url } of started) {
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: PublishedKey[] }
    for (const { post } of started) {
      const { body } = await post('/auth/session.create', { username: 'ada', password: 'correct horse battery' })
      verify(body.access, keys)
    }
  }
  for (const process of started) await process[Symbol.asyncDispose]()
})

test('a key that is deleted signs nothing more, is told to the gateways, and has a successor at once', async () => {
  await using second = await start()
  const login = async (url: typeof second.post) =>
    kidOf((await url('/auth/session.create', { username: 'ada', password: 'correct horse battery' })).body.access)
  const [withdrawn] = await kids()
  let rung = 0
  bus.listen(bus.subjects.keysChanged, () => rung++)
  await bus.flush()
  await sql('delete from signing_key')
  const [next] = await kids()
  expect(next).not.toBe(withdrawn)
  await expect.poll(() => rung, { timeout: 5_000 }).toBeGreaterThan(0)
  for (const post of [auth.post, second.post]) await expect.poll(() => login(post), { timeout: 5_000 }).toBe(next)
  expect(await sql('select kid from signing_key')).toEqual([{ kid: next }])
  const lines = [...auth.lines, ...second.lines].filter((line) => line.includes('"key-withdrawn"'))
  expect(lines.join()).toContain(withdrawn)
})

test('a key that has aged is replaced without logging anyone out: published first, used later, kept while needed', async () => {
  await auth[Symbol.asyncDispose]()
  await sql('delete from signing_key')
  const restart = async <T>(work: () => Promise<T>): Promise<T> => {
    await using _process = await start()
    return await work()
  }
  const login = () => ok('session.create', { username: 'ada', password: 'correct horse battery' })
  const [first = ''] = await restart(kids)

  await age(31 * 86_400)
  const soon = await restart(async () => ({ kids: await kids(), token: (await login()).access }))
  expect(soon.kids).toHaveLength(2)
  expect(soon.kids[0]).toBe(first)
  expect(kidOf(soon.token)).toBe(first)

  await age(130)
  const later = await restart(async () => ({ keys: await published(), token: (await login()).access }))
  expect(kidOf(later.token)).toBe(soon.kids[1])
  verify(soon.token, later.keys)
  verify(later.token, later.keys)

  await age(200)
  expect(await restart(kids)).toEqual(soon.kids)
  await age(300)
  expect(await restart(kids)).toEqual([soon.kids[1]])
})

const runBriefly = async (over: Environment) => {
  await using _process = await start(over)
}

test('a key stays as long as the longest token that it may have signed, also when that time is shortened', async () => {
  await sql('delete from signing_key')
  await runBriefly({ ACCESS_TOKEN_SECONDS: '3600' })
  await age(31 * 86_400)
  await runBriefly({ ACCESS_TOKEN_SECONDS: '60' })
  await age(3_000)
  await runBriefly({ ACCESS_TOKEN_SECONDS: '60' })
  expect(await sql('select kid from signing_key')).toHaveLength(2)
  await age(1_000)
  await runBriefly({ ACCESS_TOKEN_SECONDS: '60' })
  expect(await sql('select kid from signing_key')).toHaveLength(1)
})

test('where an older key is left, it does not sign again in place of the one that was deleted', async () => {
  await sql('delete from signing_key')
  await runBriefly({})
  const [{ kid: older }] = await sql('select kid from signing_key')
  await age(31 * 86_400)
  await runBriefly({})
  await age(130)
  await using _process = await start()
  const login = async () =>
    kidOf((await ok('session.create', { username: 'ada', password: 'correct horse battery' })).access)
  const current = await login()
  expect(current).not.toBe(older)
  await sql('delete from signing_key where kid = $1', [current])
  const left = await kids()
  expect(left).toHaveLength(2)
  expect(await login()).toBe(left.find((kid) => kid !== older))
})
