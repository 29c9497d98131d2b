import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerName, StartOptions } from './backing.ts'
import type { Library } from './container-engine.ts'
import { natsAccess } from './nats.ts'
import type { OwnContainer } from './own-container.ts'
import { ownDatabase } from './own-database.ts'
import { keptPassword } from './password.ts'
import { clusterArguments, postgresSettings } from './postgres-settings.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import { redisAccess } from './redis.ts'

/** What differs from one kind of server to the next. */
export interface Plan {
  port: number
  prepare(container: OwnContainer, library: Library): void
  url(address: string): string
  /** Called once it is up, with its URL: its data is whole. */
  keep?(url: string): Promise<void>
}

export const images: Record<ServerName, string> = { postgres: 'postgres:18.4', nats: 'nats:2.12', redis: 'redis:8' }

export const plans: Record<ServerName, (options: StartOptions) => Plan | Promise<Plan>> = {
  postgres: postgresPlan,
  nats: natsPlan,
  redis: redisPlan,
}

const database = 'parley'

/** What is kept of a server that runs in a container. */
async function folderIn(dataDir: string, ...names: string[]): Promise<string> {
  const folder = join(dataDir, 'containers', ...names)
  await privateFolder(folder)
  return folder
}

async function postgresPlan({ dataDir, durable }: StartOptions): Promise<Plan> {
  const folder = await folderIn(dataDir)
  const password = await keptPassword(join(folder, 'password'))
  const cluster = durable ? await clusterFolder(folder) : undefined
  const settings = postgresSettings(durable, { listen_addresses: '*' })
  return {
    port: 5432,
    url: (address) => `postgres://postgres:${password}@${address}/${database}`,
    keep: async (url) => {
      await cluster?.keep()
      await ownDatabase(Object.assign(new URL(url), { pathname: '/postgres' }).href, database)
    },
    prepare: (container, { Wait }) => {
      container
        .withEnvironment({
          POSTGRES_PASSWORD: password,
          POSTGRES_DB: database,
          POSTGRES_INITDB_ARGS: clusterArguments.join(' '),
        })
        .withCommand(['postgres', ...settings])
        // Over TCP, because the server that prepares the database listens on its socket file only.
        .withHealthCheck({ test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U postgres'], interval: 250, retries: 200 })
        .withWaitStrategy(Wait.forHealthCheck())
      if (cluster) container.withBindMounts([{ source: cluster.path, target: '/var/lib/postgresql' }])
    },
  }
}

/**
 * The image takes a cluster for whole as soon as it is begun, and its files may belong to a user whose files we cannot remove.
 * So each attempt has a folder of its own until one is up; that one's name is kept.
 */
async function clusterFolder(folder: string): Promise<{ path: string; keep(): Promise<void> }> {
  const note = join(folder, 'cluster')
  const name = await readFile(note, 'utf8').catch(() => `postgres-${randomUUID().slice(0, 8)}`)
  const path = join(folder, name)
  await mkdir(path, { recursive: true })
  // Its owner is not the user that the server runs as; the cluster within is closed to all others.
  await chmod(path, 0o755)
  return { path, keep: () => writePrivate(note, name) }
}

async function natsPlan({ dataDir, access }: StartOptions): Promise<Plan> {
  const { config, user } = await natsAccess(await folderIn(dataDir, 'nats'), access?.nats)
  return {
    port: 4222,
    url: (address) => `nats://${user}${address}`,
    prepare: (container, { Wait }) =>
      container
        .withCopyContentToContainer([{ content: config, target: '/parley.conf' }])
        .withCommand(['--config', '/parley.conf'])
        .withWaitStrategy(Wait.forLogMessage(/Server is ready/)),
  }
}

async function redisPlan({ dataDir, access }: StartOptions): Promise<Plan> {
  const { config, user } = await redisAccess(await folderIn(dataDir, 'redis'), access?.redis)
  return {
    port: 6379,
    url: (address) => `redis://${user}${address}`,
    prepare: (container, { Wait }) =>
      container
        .withCopyContentToContainer([{ content: config, target: '/parley.conf' }])
        .withCommand(['redis-server', '/parley.conf'])
        .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/)),
  }
}
