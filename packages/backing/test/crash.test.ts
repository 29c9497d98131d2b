import { chmod, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Backing, startBacking, startNats, startPostgres, startRedis } from '../src/index.ts'
import { allGone, isAlive } from './alive.ts'
import { askNats, askPostgres, askRedis } from './ask.ts'
import { startHolder } from './start-holder.ts'
import { temporaryFolder } from './temporary-folder.ts'

const fill = 'create table kept as select 42 as answer'
const read = 'select answer from kept'

test('what Postgres committed survives a stop and a crash, on the same address', async () => {
  await using folder = await temporaryFolder()
  await using server = await startPostgres({ dataDir: folder.path, durable: false })
  const { url, pid } = server
  await askPostgres(url, fill)
  await server.stop()
  expect(isAlive(pid)).toBe(false)
  await server.start()
  expect(await askPostgres(url, read)).toEqual([{ answer: 42 }])
  await server.kill()
  await server.start()
  expect(server.url).toBe(url)
  expect(await askPostgres(url, read)).toEqual([{ answer: 42 }])
})

test('NATS comes back on the same address after a crash that took its folder along', async () => {
  await using folder = await temporaryFolder()
  await using server = await startNats({ dataDir: folder.path })
  await server.kill()
  await rm(folder.path, { recursive: true })
  await server.start()
  expect(await askNats(server.url)).toMatchObject({ port: server.port })
})

test('Redis comes back empty on the same address after a crash', async () => {
  await using folder = await temporaryFolder()
  await using server = await startRedis({ dataDir: folder.path })
  await askRedis(server.url, 'SET', 'seen', '1')
  await server.kill()
  await server.start()
  expect(await askRedis(server.url, 'GET', 'seen')).toBeNull()
})

describe('a server that ends without having been asked to', () => {
  const env = { ...process.env, POSTGRES_URL: '', NATS_URL: '', REDIS_URL: '', PARLEY_BACKING: 'embedded' }
  const pidIn = async (folder: string, name: string): Promise<number> =>
    JSON.parse(await readFile(join(folder, name, 'process.json'), 'utf8')).server.pid

  test.each([
    ['postgres', (of: Backing) => askPostgres(of.postgresUrl, 'select 1')],
    ['nats', (of: Backing) => askNats(of.natsUrl)],
    ['redis', (of: Backing) => askRedis(of.redisUrl, 'PING')],
  ] as const)('is started again on its address, %s, and a few times only', async (name, ask) => {
    await using folder = await temporaryFolder()
    const lines: string[] = []
    const others = { postgres: 'POSTGRES_URL', nats: 'NATS_URL', redis: 'REDIS_URL' }
    const given = Object.entries(others).filter(([other]) => other !== name)
    await using backing = await startBacking({
      dataDir: folder.path,
      prefer: 'embedded',
      durable: false,
      report: (line) => void lines.push(line),
      env: { ...env, ...Object.fromEntries(given.map(([other, variable]) => [variable, `${other}://elsewhere`])) },
    })
    for (let time = 1; time <= 3; time++) {
      const pid = await pidIn(folder.path, name)
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => pidIn(folder.path, name), { timeout: 20_000 }).not.toBe(pid)
      await expect
        .poll(
          () =>
            ask(backing).then(
              () => true,
              () => false,
            ),
          { timeout: 20_000 },
        )
        .toBe(true)
    }
    expect(lines.filter((line) => line.includes('is started again'))).toHaveLength(3)
    process.kill(await pidIn(folder.path, name), 'SIGKILL')
    const { message } = await backing.lost
    expect(message).toMatch(new RegExp(`^${name} has ended 4 times within a minute \\(.*\\): see .*${name}\\.log\\.$`))
  })

  test('is left alone where it was asked to end', async () => {
    await using folder = await temporaryFolder()
    const ends: string[] = []
    await using server = await startRedis({ dataDir: folder.path, ended: (words) => void ends.push(words) })
    await server.stop()
    await server.start()
    await server.kill()
    await server.start()
    expect(ends).toEqual([])
  })
})

test('a killed parent leaves no server, and its data starts again', async () => {
  await using folder = await temporaryFolder()
  const holder = await startHolder(folder.path)
  await askPostgres(holder.postgresUrl, fill)
  holder.process.kill('SIGKILL')
  expect(await allGone(holder.pids)).toBe(true)
  await using server = await startPostgres({ dataDir: join(folder.path, 'postgres'), durable: false })
  expect(await askPostgres(server.url, read)).toEqual([{ answer: 42 }])
})

test('a folder that another run works on is left alone', async () => {
  await using folder = await temporaryFolder()
  const holder = await startHolder(folder.path)
  const second = startPostgres({ dataDir: join(folder.path, 'postgres'), durable: false })
  await expect(second).rejects.toThrow(`process ${holder.process.pid}`)
  expect(holder.pids.every(isAlive)).toBe(true)
  holder.process.kill()
  expect(await allGone(holder.pids)).toBe(true)
})

test.runIf(process.getuid?.() === 0)('root runs Postgres in a folder that no other user may enter', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o700)
  await using server = await startPostgres({ dataDir: join(folder.path, 'deep', 'postgres'), durable: false })
  expect(await askPostgres(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})
