/** Everything in one process, as `npm start` and the image for trials run it, on a machine that others use too. */
import { services, startPlatform } from '@parley/platform'
import { testEnvironment } from '@parley/service-kit/testing'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { password, postTo } from '../setup/world.ts'

const all = services.map(({ service }) => service)

interface Line {
  readonly service: string
  readonly msg: string
  readonly port: number
}

test('nobody on the machine tells a service for whom they ask, but the gateway does', async () => {
  await using scope = new AsyncDisposableStack()
  const { natsUrl, redisUrl, postgresUrl } = inject('backing')
  const environment = scope.use(await testEnvironment({ natsUrl, redisUrl, postgresUrl }, all))
  const lines: Line[] = []
  const { port } = scope.use(
    await startPlatform({
      servers: { natsUrl, redisUrl, postgresUrl: environment.adminUrl },
      port: 0,
      env: { NATS_PREFIX: environment.prefix, LOG_LEVEL: 'info', TRUSTED_PROXIES: 'loopback' },
      logTo: { write: (line) => void lines.push(JSON.parse(line)) },
    }),
  )
  const admin = new pg.Client({ connectionString: environment.adminUrl })
  await admin.connect()
  scope.defer(() => admin.end())
  const gateway = `http://127.0.0.1:${port}`
  const service = `http://127.0.0.1:${lines.find((line) => line.service === 'auth' && line.msg === 'serving')?.port}`
  await postTo(gateway, 'account.create', { username: 'ann', password, name: 'Ann' })

  const addressAt = async (url: string): Promise<string> => {
    const answer = await fetch(`${url}/auth/session.create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
      body: JSON.stringify({ username: 'ann', password }),
    })
    const { session } = (await answer.json()) as { session: string }
    return (await admin.query('select address from auth.session where id = $1', [session])).rows[0].address
  }
  expect(await addressAt(service)).toBe('127.0.0.1')
  // The operator says that a proxy on this machine is in front of it.
  expect(await addressAt(gateway)).toBe('203.0.113.7')
})

test('a variable that is set to nothing counts as not set, and what suits one machine holds', async () => {
  await using scope = new AsyncDisposableStack()
  const { natsUrl, redisUrl, postgresUrl } = inject('backing')
  const environment = scope.use(await testEnvironment({ natsUrl, redisUrl, postgresUrl }, all))
  const lines: string[] = []
  const { port } = scope.use(
    await startPlatform({
      servers: { natsUrl, redisUrl, postgresUrl: environment.adminUrl },
      port: 0,
      env: {
        NATS_PREFIX: environment.prefix,
        HOST: '',
        LOG_LEVEL: '',
        COOKIE_SECURE: '',
        DRAIN_MS: '',
        GATEWAY_KEY: '',
      },
      logTo: { write: (line) => void lines.push(line) },
    }),
  )
  const answer = await fetch(`http://127.0.0.1:${port}/auth/account.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ann', password, name: 'Ann' }),
  })
  expect(answer.headers.get('set-cookie')).not.toContain('Secure')
  expect(lines).toEqual([])
})
