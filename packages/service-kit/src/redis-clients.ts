/** Connections to Redis that fail at once instead of making callers wait, and come back by themselves. */
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './redis-url.ts'

export type RedisClient = Redis | Cluster

const again = (tries: number): number => Math.min(tries * 100, 2_000)

/** One that was the primary a moment ago: behind a name that follows the primary, a new connection finds the next one. */
const isReplica = ({ message }: Error): boolean => message.startsWith('READONLY')

const common = ({ tls, user, password }: RedisAddress, withinMs: number): RedisOptions => ({
  ...(user ? { username: user } : {}),
  ...(password ? { password } : {}),
  ...(tls ? { tls: {} } : {}),
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  commandTimeout: withinMs,
  reconnectOnError: isReplica,
})

const openServer = (address: RedisAddress, withinMs: number): Redis => {
  const [{ host, port }] = address.nodes
  return new Redis({ ...common(address, withinMs), host, port, db: address.db, retryStrategy: again })
}

const openBySentinel = (address: RedisAddress, withinMs: number): Redis =>
  new Redis({
    ...common(address, withinMs),
    sentinels: address.nodes.map(({ host, port }) => ({ host, port })),
    name: address.name,
    db: address.db,
    role: 'master',
    retryStrategy: again,
    sentinelRetryStrategy: again,
    ...(address.sentinelUser ? { sentinelUsername: address.sentinelUser } : {}),
    ...(address.sentinelPassword ? { sentinelPassword: address.sentinelPassword } : {}),
    ...(address.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  })

const openCluster = (address: RedisAddress, withinMs: number): Cluster =>
  new Cluster(
    address.nodes.map(({ host, port }) => ({ host, port })),
    {
      enableOfflineQueue: false,
      clusterRetryStrategy: again,
      slotsRefreshTimeout: 2_000,
      // As they are named: certificates are for names.
      dnsLookup: (host, found) => found(null, host),
      redisOptions: { ...common(address, withinMs), reconnectOnError: null },
    },
  )

const openers = { server: openServer, sentinel: openBySentinel, cluster: openCluster }

/** What is not answered within so many milliseconds fails. */
export const openRedisClient = (address: RedisAddress, withinMs: number): RedisClient =>
  openers[address.kind](address, withinMs)
