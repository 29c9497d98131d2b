/**
 * Requests for one upload take turns, whichever process they reach: by a key in Redis that its holder renews. Who waits asks the holder to
 * end, as that may be a connection that nobody reads any more.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '@parley/protocol'
import { type Log, openRedisClient, type RedisAddress, steadyNow, warnSeldom } from '@parley/service-kit'
import type { Lock, Locker } from '@tus/server'

const withinMs = 2_000
/** Of a process that is killed, the turn ends by itself. */
const heldMs = 10_000
const renewMs = 2_500
const lookMs = 100
const mostWaitMs = 15_000

const renewScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`
const endScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

export interface Turns extends Locker, Disposable {}

export const openTurns = (address: RedisAddress, prefix: string, log: Log): Turns => {
  const warn = warnSeldom(log)
  const client = openRedisClient(address, withinMs)
  client.on('error', (err: Error) => warn({ err }, 'Redis fails: uploads in pieces wait until it is back'))
  /** One slot of a Cluster for both. */
  const keyOf = (id: string) => `${prefix}:{${id}}:turn`
  const wantedOf = (id: string) => `${prefix}:{${id}}:wanted`
  const ask = async <T>(work: Promise<T>): Promise<T> => work.catch(() => fail('UNAVAILABLE', { retry_ms: 1_000 }))

  const newLock = (id: string): Lock => {
    const holder = randomUUID()
    let renewing: NodeJS.Timeout | undefined
    const tryTake = async () => (await ask(client.set(keyOf(id), holder, 'PX', heldMs, 'NX'))) === 'OK'
    const look = async (end: () => Promise<void> | void) => {
      await client.eval(renewScript, 1, keyOf(id), holder, heldMs)
      if (await client.exists(wantedOf(id))) await end()
    }
    return {
      lock: async (signal, end) => {
        const began = steadyNow()
        while (!(await tryTake())) {
          if (signal.aborted || steadyNow() - began > mostWaitMs) fail('UPLOAD_OFFSET')
          await ask(client.set(wantedOf(id), '1', 'PX', heldMs))
          await sleep(lookMs)
        }
        await ask(client.del(wantedOf(id)))
        renewing = setInterval(() => void look(end).catch(() => {}), renewMs)
      },
      unlock: async () => {
        clearInterval(renewing)
        await client.eval(endScript, 1, keyOf(id), holder).catch(() => {})
      },
    }
  }
  return { newLock, [Symbol.dispose]: () => client.disconnect() }
}
