import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GenericContainer } from 'testcontainers'
import { startAllOrNone } from './all-or-none.ts'
import type { ServerName, Started, StartOptions } from './backing.ts'
import { natsSettings } from './nats.ts'
import { keptPassword } from './password.ts'
import { clusterArguments, postgresSettings } from './postgres-settings.ts'
import { redisSettings } from './redis.ts'

type Library = typeof import('testcontainers')

interface Plan {
  container: GenericContainer
  port: number
  url(address: string): string
}

const engineAnswersMs = 2_000
/** Pulling images for longer than this costs more than another source does. */
const upMs = 60_000

const plans: Record<ServerName, (library: Library, options: StartOptions) => Promise<Plan>> = {
  postgres: postgresPlan,
  nats: natsPlan,
  redis: redisPlan,
}

/** Runs the wanted servers as containers. The library's own reaper ends them when this process is killed. */
export async function startContainers(wanted: ServerName[], options: StartOptions): Promise<Started> {
  // Loaded here because it is large, and not needed where servers are embedded or given.
  const library = await import('testcontainers')
  await within(engineAnswersMs, library.getContainerRuntimeClient(), 'no container engine answers')
  return startAllOrNone(wanted, async (name) => {
    const plan = await plans[name](library, options)
    const starting = plan.container.withExposedPorts(plan.port).withStartupTimeout(upMs).start()
    const started = await within(upMs, starting, `${name} is not up after ${upMs / 1000} s`)
    options.report(`${name} is up in a container on port ${started.getMappedPort(plan.port)}`)
    return {
      url: plan.url(`${started.getHost()}:${started.getMappedPort(plan.port)}`),
      [Symbol.asyncDispose]: async () => void (await started.stop({ timeout: 10_000 })),
    }
  })
}

async function postgresPlan({ GenericContainer, Wait }: Library, { dataDir, durable }: StartOptions): Promise<Plan> {
  const folder = join(dataDir, 'containers', 'postgres')
  await mkdir(folder, { recursive: true })
  const password = await keptPassword(join(dataDir, 'containers', 'password'))
  const settings = postgresSettings({ listen_addresses: '*', shared_buffers: durable ? '256MB' : '64MB' })
  const container = new GenericContainer('postgres:18.4')
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: 'parley',
      POSTGRES_INITDB_ARGS: clusterArguments.join(' '),
    })
    .withCommand(['postgres', ...settings])
    // Over TCP, because the server that prepares the database listens on its socket file only.
    .withHealthCheck({ test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U postgres'], interval: 250, retries: 200 })
    .withWaitStrategy(Wait.forHealthCheck())
  if (durable) container.withBindMounts([{ source: folder, target: '/var/lib/postgresql' }])
  return { container, port: 5432, url: (address) => `postgres://postgres:${password}@${address}/parley` }
}

async function natsPlan({ GenericContainer, Wait }: Library): Promise<Plan> {
  const container = new GenericContainer('nats:2.12')
    .withCopyContentToContainer([{ content: natsSettings, target: '/parley.conf' }])
    .withCommand(['--config', '/parley.conf'])
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
  return { container, port: 4222, url: (address) => `nats://${address}` }
}

async function redisPlan({ GenericContainer, Wait }: Library): Promise<Plan> {
  const container = new GenericContainer('redis:8')
    .withCommand(['redis-server', ...redisSettings])
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
  return { container, port: 6379, url: (address) => `redis://${address}` }
}

async function within<T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then(() => {
    throw new Error(otherwise)
  })
  return Promise.race([work, late])
}
