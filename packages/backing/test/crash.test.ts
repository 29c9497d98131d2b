import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startNats, startPostgres, startRedis } from '../src/index.ts'
import { allGone, isAlive } from './alive.ts'
import { askNats, askPostgres, askRedis } from './ask.ts'
import { startHolder } from './start-holder.ts'
import { temporaryFolder } from './temporary-folder.ts'

const fill = 'create table kept as select 42 as answer'
const read = 'select answer from kept'

test('what Postgres committed survives a stop and a crash, on the same address', async () => {
  await using folder = await temporaryFolder()
  await using server = await startPostgres({ dataDir: folder.path })
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

test('a killed parent leaves no server, and its data starts again', async () => {
  await using folder = await temporaryFolder()
  const holder = await startHolder(folder.path)
  await askPostgres(holder.postgresUrl, fill)
  holder.process.kill('SIGKILL')
  expect(await allGone(holder.pids)).toBe(true)
  await using server = await startPostgres({ dataDir: join(folder.path, 'postgres') })
  expect(await askPostgres(server.url, read)).toEqual([{ answer: 42 }])
})

test('a folder that another run works on is left alone', async () => {
  await using folder = await temporaryFolder()
  const holder = await startHolder(folder.path)
  const second = startPostgres({ dataDir: join(folder.path, 'postgres') })
  await expect(second).rejects.toThrow(`process ${holder.process.pid}`)
  expect(holder.pids.every(isAlive)).toBe(true)
  holder.process.kill()
  expect(await allGone(holder.pids)).toBe(true)
})

test.runIf(process.getuid?.() === 0)('root runs Postgres in a folder that no other user may enter', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o700)
  await using server = await startPostgres({ dataDir: join(folder.path, 'deep', 'postgres') })
  expect(await askPostgres(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})
