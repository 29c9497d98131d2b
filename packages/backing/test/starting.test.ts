import { expect, test } from 'vitest'
import { startBacking } from '../src/index.ts'
import { askNats, askPostgres, askRedis } from './ask.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('real Postgres, NATS and Redis are up within seconds and answer', async () => {
  await using folder = await temporaryFolder()
  const lines: string[] = []
  await using backing = await startBacking({
    dataDir: folder.path,
    prefer: 'embedded',
    durable: false,
    report: (line) => lines.push(line),
    env: { ...process.env, POSTGRES_URL: '', NATS_URL: '', REDIS_URL: '', PARLEY_BACKING: 'embedded' },
  })
  expect(backing.source).toBe('embedded')
  expect(lines).toHaveLength(3)
  expect(await askPostgres(backing.postgresUrl, 'select current_database()')).toEqual([{ current_database: 'parley' }])
  expect(await askNats(backing.natsUrl)).toMatchObject({ max_payload: 8 * 1024 * 1024 })
  expect(await askRedis(backing.redisUrl, 'PING')).toBe('PONG')
})

test.each([
  ['on', 'is synced to disk before it is acknowledged', {}],
  ['off', 'waits for no disk where the data is thrown away', { durable: false }],
])('fsync is %s: a commit %s', async (fsync, _, durability) => {
  await using folder = await temporaryFolder()
  await using backing = await startBacking({
    dataDir: folder.path,
    prefer: 'embedded',
    ...durability,
    env: {
      ...process.env,
      NATS_URL: 'nats://unused',
      REDIS_URL: 'redis://unused',
      POSTGRES_URL: '',
      PARLEY_BACKING: 'embedded',
    },
  })
  const settings = await askPostgres(
    backing.postgresUrl,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'max_connections') order by name`,
  )
  expect(settings.map(({ setting }) => setting)).toEqual([fsync, '300', 'on'])
})
