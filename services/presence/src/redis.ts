/** Asking Redis: each script by its name, with the keys that it uses. */
import { createHash } from 'node:crypto'
import { fail } from '@parley/protocol'
import { type Log, openRedisClient, type RedisAddress, type RedisClient, warnSeldom } from '@parley/service-kit'
import { scripts, shards } from './scripts.ts'

export type ScriptName = keyof typeof scripts

export interface Redis extends Disposable {
  /** Fails with UNAVAILABLE where Redis does not answer, or takes no writes. */
  run(script: ScriptName, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
  readonly isConnected: boolean
  /** Resolves when it may be asked, or after some seconds where Redis is not there. */
  readonly ready: Promise<void>
}

/** Gateways wait for five seconds. */
const withinMs = 2_000
const readyMs = 3_000

const digests = Object.fromEntries(
  Object.entries(scripts).map(([name, text]) => [name, createHash('sha1').update(text).digest('hex')]),
) as Record<ScriptName, string>

/** `troubled` is told of each failure. */
export const openRedis = (address: RedisAddress, log: Log, troubled: () => void): Redis => {
  const warn = warnSeldom(log)
  let isWell = false
  const note = (err: unknown) => {
    isWell = false
    troubled()
    warn({ err }, 'Redis fails: who is there is not told until it is back')
  }
  const open = (at: RedisAddress): RedisClient => openRedisClient(at, withinMs).on('error', note)
  let client = open(address)
  const ready = new Promise<void>((resolve) => {
    client.once('ready', () => resolve())
    setTimeout(resolve, readyMs).unref()
  })

  /** One node knows all others: its address will do for a Cluster. */
  const beCluster = () => {
    if ('nodes' in client) return
    log.info('REDIS_URL is a node of a Cluster, which is used as one')
    client.disconnect()
    client = open({ ...address, kind: 'cluster', db: 0 })
  }

  const run: Redis['run'] = async (script, keys, args) => {
    try {
      const answer = await client
        .evalsha(digests[script], keys.length, ...keys, ...args)
        .catch((reason: Error) =>
          reason.message.startsWith('NOSCRIPT')
            ? client.eval(scripts[script], keys.length, ...keys, ...args)
            : Promise.reject(reason),
        )
      isWell = true
      return answer
    } catch (reason) {
      if ((reason as Error).message.startsWith('MOVED')) beCluster()
      note(reason)
      return fail('UNAVAILABLE', { retry_ms: 1_000 })
    }
  }
  return {
    run,
    ready,
    get isConnected() {
      return isWell && client.status === 'ready'
    },
    [Symbol.dispose]: () => client.disconnect(),
  }
}

/** In which shard somebody is: the ids are random. */
export const shardOf = (user: string): number => Number.parseInt(user.slice(0, 4), 16) % shards
