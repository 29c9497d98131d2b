import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectEngine, pullImages } from '../src/container-engine.ts'
import { images } from '../src/container-plans.ts'
import { type BackingOptions, startBacking } from '../src/index.ts'
import { askNats, askPostgres, askRedis } from './ask.ts'
import { fakeEngine } from './fake-engine.ts'
import { startHolder } from './start-holder.ts'
import { temporaryFolder } from './temporary-folder.ts'

const lacking = await whatIsLacking()
if (lacking) console.log(`Tests of containers are skipped: ${lacking}`)
const onEngine = test.skipIf(lacking)

const env = { ...process.env, POSTGRES_URL: '', NATS_URL: '', REDIS_URL: '', PARLEY_BACKING: 'containers' }
const inContainers = (dataDir: string, others?: Partial<BackingOptions>) =>
  startBacking({ dataDir, prefer: 'containers', env, ...others })

onEngine('real servers are up in containers, for this machine alone, and nothing of them is left', async () => {
  await using folder = await temporaryFolder()
  const backing = await inContainers(folder.path, { durable: false })
  expect(backing.source).toBe('containers')
  expect(await askPostgres(backing.postgresUrl, 'select current_database()')).toEqual([{ current_database: 'parley' }])
  expect(await askNats(backing.natsUrl)).toMatchObject({ max_payload: 8 * 1024 * 1024 })
  expect(await askRedis(backing.redisUrl, 'PING')).toBe('PONG')
  const ports = (await containersOn(folder.path)).flatMap(({ Ports }) => Ports.filter((port) => port.PublicPort))
  expect(ports.map(({ IP }) => IP)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1'])
  await backing[Symbol.asyncDispose]()
  expect(await containersOn(folder.path)).toEqual([])
})

onEngine('a killed parent leaves no container, its folder was its own, and its data starts again', async () => {
  await using folder = await temporaryFolder()
  const holder = await startHolder(folder.path, 'container-holder.ts')
  await askPostgres(holder.postgresUrl, 'create table kept as select 42 as answer')
  await expect(inContainers(folder.path)).rejects.toThrow(`process ${holder.process.pid}`)
  holder.process.kill('SIGKILL')
  await expect.poll(() => containersOn(folder.path), { timeout: 20_000 }).toEqual([])
  await using backing = await inContainers(folder.path)
  expect(await askPostgres(backing.postgresUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
  await removeCluster(folder.path)
})

onEngine('a server that cannot start says why, and takes the others with it', async () => {
  await using folder = await temporaryFolder()
  await breakCluster(join(folder.path, 'containers'))
  const failure = await inContainers(folder.path).catch((error: Error) => error.message)
  expect(failure).toMatch(/containers: postgres did not start: .*mkdir: .*postgresql\/18/)
  expect(await containersOn(folder.path)).toEqual([])
})

test.for([
  ['fails', 'the engine lacks redis:8 and cannot pull it: (HTTP code 500) server error - no such host'],
  ['is silent', 'the engine lacks redis:8, and no registry answers it'],
] as const)('where the registry %s, the embedded servers are up within seconds', async ([registry, reason]) => {
  await using folder = await temporaryFolder()
  await using engine = await fakeEngine(join(folder.path, 'engine.sock'), registry)
  const begun = Date.now()
  const holder = await startHolder(folder.path, 'falling-back.ts', { DOCKER_HOST: engine.url })
  expect(holder).toMatchObject({ source: 'embedded', lines: expect.arrayContaining([`not containers: ${reason}`]) })
  expect(Date.now() - begun).toBeLessThan(15_000)
})

async function whatIsLacking(): Promise<string | undefined> {
  try {
    await pullImages(await connectEngine(), Object.values(images), console.log)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

async function containersOn(dataDir: string) {
  const { engine } = await connectEngine()
  const filters = { label: [`parley.folder=${dataDir}`] }
  return engine.container.dockerode.listContainers({ all: true, filters })
}

/** Puts a file where Postgres wants its folder. */
async function breakCluster(containers: string): Promise<void> {
  await mkdir(join(containers, 'postgres-broken'), { recursive: true })
  await writeFile(join(containers, 'postgres-broken', '18'), '')
  await writeFile(join(containers, 'cluster'), 'postgres-broken')
}

/** The files are of the image's user, and only root, or somebody in the container, may remove them. */
async function removeCluster(dataDir: string): Promise<void> {
  const { engine } = await connectEngine()
  const found = (await containersOn(dataDir)).find(({ Image }) => Image === images.postgres)
  await engine.container.exec(engine.container.getById(found?.Id ?? ''), ['rm', '-rf', '/var/lib/postgresql/18'])
}
