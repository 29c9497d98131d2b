/** Every process of the platform. They end with the scope. */
import { join } from 'node:path'
import { type Server, startNats, startPostgres, startRedis } from '@parley/backing'
import { services } from '@parley/platform'
import { provision, serviceUrl } from '@parley/service-kit'
import { unlimited } from '@parley/testcontainers/generous'
import { startProcess } from '../../setup/child.ts'
import type { Processes } from '../load/usage.ts'
import { type Edges, startEdges } from './edges.ts'
import { makeFolder } from './folder.ts'

const limits = { ...unlimited, IN_FLIGHT: '10000' }

const largeFiles = { FILE_BYTES: '4000000000', ACCOUNT_FILE_BYTES: '8000000000' }

/** For profiles of our processes. */
const flags = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []

export interface Platform {
  readonly postgres: Server
  readonly edges: Edges
  readonly processes: Processes
}

/** `more` is for the environment of all parts. */
export const startPlatform = async (
  scope: AsyncDisposableStack,
  gateways: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Platform> => {
  const folder = await makeFolder(scope)
  const postgres = scope.use(await startPostgres({ dataDir: join(folder, 'postgres') }))
  const nats = scope.use(await startNats({ dataDir: join(folder, 'nats') }))
  const redis = scope.use(await startRedis({ dataDir: join(folder, 'redis') }))
  for (const { service } of services) await provision(postgres.url, service)
  const env = {
    NATS_URL: nats.url,
    REDIS_URL: redis.url,
    HOST: '127.0.0.1',
    HTTP_PORT: '0',
    ...limits,
    ...largeFiles,
    FILES_FOLDER: join(folder, 'files'),
    ...more,
  }
  const start = (name: string) =>
    startProcess(`services/${name}/src/main.ts`, { ...env, POSTGRES_URL: serviceUrl(postgres.url, name) }, flags)
  const pids: Record<string, number> = {}
  const ports: Record<string, number> = {}
  for (const { service } of services) {
    const { pid, port } = scope.use(await start(service.name))
    pids[service.name] = pid
    ports[service.name] = port
  }
  const routes = ['auth', 'files'].map((name) => `/${name}=http://127.0.0.1:${ports[name]}`)
  const edges = await startEdges(scope, {
    name: 'gateway',
    path: 'gateway/src/main.ts',
    count: gateways,
    env: { ...env, DRAIN_MS: '0', HTTP_ROUTES: routes.join() },
    flags,
  })
  const backing = { postgres: postgres.pid, nats: nats.pid, redis: redis.pid }
  return { postgres, edges, processes: { ...backing, ...pids, ...edges.processes } }
}
