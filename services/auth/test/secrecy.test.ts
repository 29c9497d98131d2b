import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { ConfigFaults, startService } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { auth as service } from '../src/index.ts'
import { password, useAuth } from './running-auth.ts'

const auth = await useAuth()
const { ok, error, sql, post, lines, start } = auth

test('no password, hash, token or key stands in any log line, however things go wrong', async () => {
  const typed = 'My-Secret-Pass-42'
  const origin = { address: '192.0.2.44' }
  const made = await ok('account.create', { username: 'ada', password: typed, name: 'Ada' }, origin)
  const web = await post('/auth/session.create', { username: 'ada', password: typed })
  await error('session.create', { username: typed, password: `${typed}!` }, origin)
  await post('/auth/session.create', `{"username":"ada","password":"${typed}`)
  await post('/auth/session.create', { username: 'ada', password: [typed] })
  const next = await ok('session.refresh', { refresh: made.refresh }, origin)
  await ok('session.refresh', { refresh: next.refresh }, origin)
  await error('session.refresh', { refresh: made.refresh }, origin)
  await error('account.create', { username: 'ada', password: typed, name: 'Ada' }, origin)

  await sql('alter table account rename to account_away')
  expect(await error('session.create', { username: 'ada', password: typed }, origin)).toMatchObject({
    name: 'INTERNAL',
  })
  expect((await post('/auth/session.create', { username: 'ada', password: typed })).body.error.name).toBe('INTERNAL')
  await sql('alter table account_away rename to account')
  await sql('alter table account add constraint refuse check (false) not valid')
  expect(await error('account.create', { username: 'eve', password: typed, name: 'Eve' }, origin)).toMatchObject({
    name: 'INTERNAL',
  })
  await sql('alter table account drop constraint refuse')

  const [account] = await sql('select password_hash from account where id = $1', [made.user])
  const [key] = await sql('select private_key from signing_key')
  const [, keyBody] = key.private_key.split('\n')
  const tokens = [made.access, made.refresh, web.body.access, web.cookie.slice(15), next.access, next.refresh]
  const log = lines.join('')
  expect(log).toContain(made.session)
  expect(log).toContain('refresh token came back')
  expect(log.match(/a (command|request) failed/g)).toHaveLength(3)
  for (const secret of [typed, '$argon2', account.password_hash, keyBody, ...tokens]) {
    expect(secret.length).toBeGreaterThan(5)
    expect(log).not.toContain(secret)
  }
})

test('a Redis that accepts and never answers holds up no login', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  await ok('account.create', { username: 'bella', password, name: 'Bella' })
  const { port } = silent.address() as AddressInfo
  await using stalled = await start({ REDIS_URL: `redis://:hidden-word@127.0.0.1:${port}` })
  const begun = performance.now()
  const answer = await stalled.post('/auth/session.create', { username: 'bella', password })
  expect(answer.status).toBe(200)
  expect(performance.now() - begun).toBeLessThan(3_000)
  expect(stalled.lines.join('')).not.toContain('hidden-word')
  silent.close()
})

test('the database role of another service reads nothing of accounts', async () => {
  const grants = await sql(
    `select grantee from information_schema.role_table_grants where table_schema = 'auth' and table_name = 'account'`,
  )
  const owner = (await sql('select current_user as name'))[0].name
  expect([...new Set(grants.map((row) => row.grantee))].toSorted()).toEqual([owner, 'parley_auth'].toSorted())
})

test('a bad configuration names every fault at once', async () => {
  const env = {
    POSTGRES_URL: 'postgres://x',
    HASH_MEMORY_KIB: '1024',
    ALLOWED_ORIGINS: 'chat.example',
    TRUSTED_PROXIES: 'anybody',
  }
  const fault = await startService(service, env).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(fault).toBeInstanceOf(ConfigFaults)
  expect((fault as ConfigFaults).faults.map((line) => line.split(' ')[0]).toSorted()).toEqual([
    'ALLOWED_ORIGINS',
    'HASH_MEMORY_KIB',
    'REDIS_URL',
    'TRUSTED_PROXIES',
  ])
})
