/** Redis servers of a test's own: alone, as primary and replica under a Sentinel, and as a Cluster. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type RedisOptions, type Server, startRedis } from '@parley/backing'
import { Redis } from 'ioredis'
import { eventually } from './eventually.ts'

export interface OwnRedis {
  readonly server: Server
  readonly port: number
  readonly url: string
  /** As whoever runs it. */
  readonly admin: Redis
}

/** Anybody may do everything. */
const open = 'protected-mode no\n'

export const openRedisServer = async (
  scope: AsyncDisposableStack,
  settings = '',
  more: Partial<RedisOptions> = {},
): Promise<OwnRedis> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-own-redis-'))
  scope.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = scope.use(await startRedis({ dataDir, users: open, settings, ...more }))
  const { port } = server
  const admin = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 100 })
  admin.on('error', () => {})
  scope.defer(() => admin.disconnect())
  return { server, port, url: `redis://127.0.0.1:${port}`, admin }
}

export const replicaOf = ({ port }: OwnRedis): string => `replicaof 127.0.0.1 ${port}\n`

/** Watches over a primary under this name; one is enough to decide. */
export const openSentinel = (scope: AsyncDisposableStack, name: string, { port }: OwnRedis): Promise<OwnRedis> => {
  const watched = `sentinel monitor ${name} 127.0.0.1 ${port} 1\nsentinel down-after-milliseconds ${name} 500\n`
  return openRedisServer(scope, `${watched}sentinel failover-timeout ${name} 2000\n`, { isSentinel: true })
}

const slots = 16_384

/** Three primaries, each with a third of the slots. */
export const openRedisCluster = async (scope: AsyncDisposableStack): Promise<readonly OwnRedis[]> => {
  const nodes: OwnRedis[] = []
  for (let place = 0; place < 3; place++) {
    const bus = await freePort()
    nodes.push(await openRedisServer(scope, `cluster-enabled yes\ncluster-node-timeout 2000\ncluster-port ${bus}\n`))
    const [first = 0, end = 0] = [place, place + 1].map((third) => Math.floor((slots * third) / 3))
    await nodes[place]?.admin.call('cluster', 'addslotsrange', first, end - 1)
    if (place > 0) await nodes[0]?.admin.call('cluster', 'meet', '127.0.0.1', String(nodes[place]?.port), String(bus))
  }
  const isWhole = async ({ admin }: OwnRedis) =>
    String(await admin.call('cluster', 'info')).includes('cluster_state:ok')
  for (const node of nodes) await eventually('the cluster is whole', () => isWhole(node))
  return nodes
}
