import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cannotWrite } from '../src/cannot-write.ts'
import { claimFolder } from '../src/folder-claim.ts'
import { startBacking } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const urls = { POSTGRES_URL: 'postgres://db/parley', NATS_URL: 'nats://broker', REDIS_URL: 'redis://cache' }
const pick = (...names: (keyof typeof urls)[]) => Object.fromEntries(names.map((name) => [name, urls[name]]))
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

/** No program is found on this PATH: not apt-get either, as on most systems. */
const bare = { PATH: '/nowhere', PARLEY_BACKING: 'embedded' }
const failureOf = (dataDir: string, env: Record<string, string>) =>
  startBacking({ ...nothing, dataDir, env: { ...bare, ...env } }).then(
    async (backing) => {
      await backing[Symbol.asyncDispose]()
      return ''
    },
    (error: Error) => error.message,
  )
const hasServers = ['/usr/sbin/nats-server', '/usr/local/sbin/nats-server'].some((path) => existsSync(path))

test.skipIf(hasServers)('where programs can neither be found nor fetched, one sentence has the ways out', async () => {
  await using folder = await temporaryFolder()
  const failure = await failureOf(folder.path, { ...pick('POSTGRES_URL'), PARLEY_CACHE: join(folder.path, 'cache') })
  expect(failure).toContain('apt-get: not found on this machine')
  expect(failure).toContain('set NATS_URL, REDIS_URL')
  expect(failure).toContain('run a container engine')
  expect(failure).toContain('put nats-server and redis-server on the PATH')
  expect(failure).not.toContain('\n')
})

describe('a place that cannot be written to is told with the setting that mends it, and no other way out:', () => {
  test.each([
    ['a data folder that is a file', '/dev/null', 'ENOTDIR'],
    ['a data folder in a file', '/dev/null/closed', 'ENOTDIR'],
    ['a data folder where nothing can be made', '/proc/parley', 'ENOENT'],
  ])('%s', async (_, dataDir, code) => {
    const failure = await failureOf(dataDir, pick('POSTGRES_URL', 'NATS_URL'))
    expect(failure).toContain(`The data folder ${dataDir}`)
    expect(failure).toMatch(new RegExp(`${code}|EEXIST`))
    expect(failure).toMatch(/: set PARLEY_DATA to a folder that you may write to\.$/)
  })

  test.skipIf(hasServers)('a cache where nothing can be made', async () => {
    await using folder = await temporaryFolder()
    const failure = await failureOf(folder.path, { ...pick('POSTGRES_URL', 'NATS_URL'), PARLEY_CACHE: '/proc/parley' })
    expect(failure).toMatch(/^The cache \/proc\/parley cannot be used \(ENOENT.*: set PARLEY_CACHE to a folder/)
  })

  test.skipIf(hasServers)('a cache', async () => {
    await using folder = await temporaryFolder()
    const failure = await failureOf(folder.path, {
      ...pick('POSTGRES_URL', 'NATS_URL'),
      PARLEY_CACHE: '/dev/null/cache',
    })
    expect(failure).toMatch(/^The cache \/dev\/null\/cache cannot be used \(ENOTDIR.*: set PARLEY_CACHE to a folder/)
  })

  test('a disk that is full has another way out', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(cannotWrite('data', '/full', full).message).toBe(
      'The data folder /full cannot be used (ENOSPC: no space left on device): make room there, or set PARLEY_DATA to a folder on another disk.',
    )
  })
})

describe('a data folder', () => {
  test('is taken by one of many that start in the same moment, and is free afterwards', async () => {
    await using folder = await temporaryFolder()
    const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claimFolder(folder.path)))
    const taken = claims.filter((claim) => claim.status === 'fulfilled')
    expect(taken).toHaveLength(1)
    for (const claim of claims)
      if (claim.status === 'rejected')
        expect(claim.reason.message).toContain(`is used by another run (process ${process.pid})`)
    await taken[0]?.value[Symbol.asyncDispose]()
    await using _again = await claimFolder(folder.path)
  })

  test.each(['{}', '', 'null', '{"pid":1,"mark":"another time"}'])('that a run left with %j is free', async (left) => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'run.json'), left)
    await using _claim = await claimFolder(folder.path)
    expect(JSON.parse(await readFile(join(folder.path, 'run.json'), 'utf8'))).toMatchObject({ pid: process.pid })
  })
})
