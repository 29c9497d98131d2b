/** What compose.yaml hands to servers and processes, handed to them here, on real servers. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { natsSettings, redisSettings, startNats, startPostgres, startRedis } from '@parley/backing'
import { startGateway } from '@parley/gateway'
import { processes, services } from '@parley/platform'
import { type Environment, startService } from '@parley/service-kit'
import { compiled, programOf } from '@parley/service-kit/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'

const command = programOf('packages/platform/src/main.ts')

interface Container {
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
}

const source = await readFile(new URL('../compose.yaml', import.meta.url), 'utf8')
const compose: { services: Record<string, Container>; volumes: Record<string, unknown> } = parse(source, {
  merge: true,
})
const containers = Object.entries(compose.services)
const scope = new AsyncDisposableStack()
let folder: string

const makeSecrets = async (env: Environment = {}) => {
  const child = spawn(process.execPath, [command, 'secrets', folder], {
    env: { ...compiled, ...env } as NodeJS.ProcessEnv,
  })
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, said: output + errors }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-compose-'))
  scope.defer(() => rm(folder, { recursive: true }))
  expect(await makeSecrets()).toEqual({ code: 0, said: '' })
})
afterAll(() => scope.disposeAsync())

const filesIn = async (name = '') =>
  (await readdir(join(folder, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** The files of this container: what is mounted there, in the place where the secrets are made. */
const secretsOf = ({ volumes = [] }: Container) =>
  volumes
    .filter((volume) => volume.startsWith('secrets'))
    .map((volume) => volume.split(':')[0]?.replace(/^secrets-/, '') ?? '')

test('the file holds no password, and nothing has to be set before the first start', () => {
  expect(source).not.toMatch(/\$\{|:\/\/[^/\s]*:[^/\s]*@/)
  for (const [name, { environment = {} }] of containers)
    for (const variable of Object.keys(environment))
      expect(variable, name).not.toMatch(/PASSWORD$|(POSTGRES|NATS|REDIS)_URL$/)
})

test('each container sees its own secrets, and only where they are made is more than that', () => {
  const seen = containers
    .filter(([name]) => name !== 'secrets')
    .map(([name, container]) => [name, secretsOf(container)])
  expect(Object.fromEntries(seen)).toEqual({
    ...Object.fromEntries([...processes.keys()].map((name) => [name, [name]])),
    ...Object.fromEntries(services.map(({ service: { name } }) => [`migrate-${name}`, [`migrate-${name}`]])),
    postgres: ['postgres'],
    'postgres-own': ['postgres'],
    nats: ['nats'],
    redis: ['redis'],
  })
})

test('every file that a container is told of is made, for its owner alone', async () => {
  for (const [name, container] of containers) {
    const told = [...(container.command ?? []), ...Object.values(container.environment ?? {})]
    const files = told.filter((word) => word.startsWith('/run/parley/'))
    for (const file of files) {
      const [own = ''] = secretsOf(container)
      const { mode } = await stat(join(folder, own, file.replace('/run/parley/', '')))
      expect(mode & 0o777, `${name} ${file}`).toBe(0o600)
    }
  }
  for (const path of await filesIn()) expect((await stat(path)).mode & 0o077, path).toBe(0)
})

test('a second start keeps all passwords', async () => {
  const read = async () => Promise.all((await filesIn('kept')).toSorted().map((path) => readFile(path, 'utf8')))
  const before = await read()
  expect(new Set(before).size).toBe(3 + processes.size + services.length)
  for (const password of before) expect(password).toMatch(/^[\w-]{32}$/)
  expect((await makeSecrets()).code).toBe(0)
  expect(await read()).toEqual(before)
})

test('servers are configured as those of this machine are', async () => {
  const nats = await readFile(join(folder, 'nats/nats.conf'), 'utf8')
  const redis = await readFile(join(folder, 'redis/redis.conf'), 'utf8')
  for (const line of natsSettings.trim().split('\n')) expect(nats).toContain(line)
  for (const line of redisSettings.trim().split('\n')) expect(redis).toContain(line)
})

test('with what they are handed, migrations and processes are a platform that works, also on a cluster of before', async () => {
  const servers = await mkdtemp(join(tmpdir(), 'parley-compose-servers-'))
  scope.defer(() => rm(servers, { recursive: true, force: true }))
  const secret = (path: string) => readFile(join(folder, path), 'utf8')
  const postgres = scope.use(await startPostgres({ dataDir: join(servers, 'postgres'), durable: false }))
  const nats = scope.use(
    await startNats({ dataDir: join(servers, 'nats'), authorization: await secret('nats/nats.conf') }),
  )
  const redis = scope.use(
    await startRedis({ dataDir: join(servers, 'redis'), users: await secret('redis/redis.conf') }),
  )

  // As psql does in the container; the server has another password until then.
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(await secret('postgres/own.sql'))
  await admin.end()

  const ports = { 'postgres:5432': postgres.port, 'nats:4222': nats.port, 'redis:6379': redis.port }
  /** The container's environment, with the addresses of here in its files. */
  const envOf = async (name: string): Promise<Environment> => {
    const { environment = {} } = compose.services[name] as Container
    const env: Record<string, string> = { HOST: '127.0.0.1', HTTP_PORT: '0', LOG_LEVEL: 'warn' }
    for (const [variable, value] of Object.entries(environment)) {
      if (!value.startsWith('/run/parley/')) env[variable] = value
      else {
        let address = await secret(value.replace('/run/parley', name))
        for (const [there, port] of Object.entries(ports)) address = address.replace(there, `127.0.0.1:${port}`)
        env[variable] = join(servers, `${name}-${variable}`)
        await writeFile(env[variable], `${address}\n`)
      }
    }
    return env
  }

  for (const { service } of services) {
    const name = `migrate-${service.name}`
    const args = [command, ...(compose.services[name]?.command ?? [])]
    const child = spawn(process.execPath, args, { env: { ...compiled, ...(await envOf(name)) } as NodeJS.ProcessEnv })
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  }
  let routes = ''
  for (const { service, paths } of services) {
    const running = scope.use(await startService(service, await envOf(service.name)))
    routes += paths.map((path) => `${path}=http://127.0.0.1:${running.port},`).join('')
  }
  const gateway = scope.use(await startGateway({ ...(await envOf('gateway')), HTTP_ROUTES: routes, DRAIN_MS: '0' }))
  const url = `http://127.0.0.1:${gateway.port}/v1/account.create`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ann', password: 'correct horse battery', name: 'Ann' }),
  })
  expect(answer.status).toBe(200)
})
