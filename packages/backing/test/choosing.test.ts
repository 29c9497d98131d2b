import { expect, test } from 'vitest'
import { startBacking } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const urls = { POSTGRES_URL: 'postgres://db/parley', NATS_URL: 'nats://broker', REDIS_URL: 'redis://cache' }
const nothing = { dataDir: '/nonexistent', prefer: 'embedded' } as const

test('servers named by URL are taken as they are, and nothing is started', async () => {
  await using backing = await startBacking({ ...nothing, env: urls })
  expect(backing).toMatchObject({
    source: 'urls',
    postgresUrl: urls.POSTGRES_URL,
    natsUrl: urls.NATS_URL,
    redisUrl: urls.REDIS_URL,
  })
})

test('a server named by URL wins by itself, and the others are started', async () => {
  await using folder = await temporaryFolder()
  const { POSTGRES_URL, NATS_URL } = urls
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PARLEY_BACKING: 'embedded', POSTGRES_URL, NATS_URL }
  await using backing = await startBacking({ ...nothing, dataDir: folder.path, env })
  expect(backing).toMatchObject({ source: 'embedded', postgresUrl: POSTGRES_URL, natsUrl: NATS_URL })
  expect(backing.redisUrl).toMatch(/^redis:\/\/administrator:[\w-]{32}@127\.0\.0\.1:\d+$/)
})

test('an unknown PARLEY_BACKING names the choices', async () => {
  const start = startBacking({ ...nothing, env: { ...urls, PARLEY_BACKING: 'docker' } })
  await expect(start).rejects.toThrow('PARLEY_BACKING is "docker", but it can only be embedded, containers or urls.')
})

test('PARLEY_BACKING=urls names the URLs that are missing', async () => {
  const start = startBacking({ ...nothing, env: { POSTGRES_URL: urls.POSTGRES_URL, PARLEY_BACKING: 'urls' } })
  await expect(start).rejects.toThrow('NATS_URL and REDIS_URL is not set')
})

test('servers that cannot be had are one sentence with the three ways out', async () => {
  const env = { POSTGRES_URL: urls.POSTGRES_URL, PARLEY_BACKING: 'embedded' }
  const failure = await startBacking({ ...nothing, dataDir: '/dev/null/closed', env }).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(failure).toContain('set NATS_URL, REDIS_URL')
  expect(failure).toContain('run a container engine')
  expect(failure).toContain('put nats-server and redis-server on the PATH')
  expect(failure).not.toContain('\n')
})
