/**
 * Every kind of Redis that an operator has: attempts are counted there by all processes of auth together, and where they are
 * not, the log and the metrics tell why.
 */
import { randomUUID } from 'node:crypto'
import { auth } from '@parley/auth'
import { presence } from '@parley/presence'
import type { Output } from '@parley/protocol'
import { askOwner, connectBus, type RunningService, startService } from '@parley/service-kit'
import { makeAsker, type TestEnvironment, testEnvironment } from '@parley/service-kit/testing'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { scrape, sumOf } from '../setup/exposition.ts'
import { keepLog } from '../setup/log-lines.ts'
import { openRedisCluster, openRedisServer, openSentinel, replicaOf } from '../setup/own-redis.ts'

const most = 4
let scope: AsyncDisposableStack
let environment: TestEnvironment

beforeEach(async () => {
  scope = new AsyncDisposableStack()
  environment = scope.use(await testEnvironment(inject('backing'), [auth]))
})
afterEach(() => scope.disposeAsync())

type Auth = RunningService & { readonly lines: readonly string[] }

const startAuth = async (url: string): Promise<Auth> => {
  const { log, lines } = keepLog()
  const env = {
    ...environment.env('auth'),
    REDIS_URL: url,
    LOGIN_FAILURES_PER_ACCOUNT: String(most),
    LOGIN_FAILURES_PER_ADDRESS: '1000000',
    RATE_LOGIN: '1000000',
    METRICS_PORT: '0',
  }
  return Object.assign(scope.use(await startService(auth, { ...env, TRUSTED_PROXIES: 'loopback' }, { log })), { lines })
}

const tryOnce = async ({ port }: Auth, username: string): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${port}/auth/session.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'wrong' }),
  })
  await response.arrayBuffer()
  return response.status
}

/** How many tries somebody has who goes from one process to the other. */
const triesAt = async (processes: readonly Auth[]): Promise<number> => {
  const username = `u${randomUUID().slice(0, 18)}`
  for (let tries = 0; ; tries++) {
    const at = processes[tries % processes.length] as Auth
    if ((await tryOnce(at, username)) === 429) return tries
  }
}

const whyOf = async (process: Auth): Promise<string | undefined> => {
  const samples = await scrape(process)
  const why = samples.find(({ name, value }) => name === 'parley_auth_counted_in_memory' && value === 1)?.labels.why
  expect(sumOf(samples, 'parley_auth_redis_connected')).toBe(why === undefined ? 1 : 0)
  return why
}
const untilWhy = (process: Auth, why: string | undefined) =>
  eventually(`it counts ${why ?? 'in Redis'}`, async () => (await whyOf(process)) === why)

const startTwo = async (url: string): Promise<readonly Auth[]> => {
  const both = [await startAuth(url), await startAuth(url)]
  for (const each of both) await untilWhy(each, undefined)
  return both
}

describe('two processes of auth', () => {
  test('count together through a Sentinel, also after the primary has gone and another one has taken over', async () => {
    const primary = await openRedisServer(scope)
    const replica = await openRedisServer(scope, replicaOf(primary))
    const sentinel = await openSentinel(scope, 'mymaster', primary)
    await eventually('the Sentinel knows the replica', async () =>
      String(await sentinel.admin.call('sentinel', 'replicas', 'mymaster')).includes(String(replica.port)),
    )
    const both = await startTwo(`redis+sentinel://127.0.0.1:${sentinel.port}/mymaster`)
    expect(await triesAt(both)).toBe(most)
    await primary.server.stop('SIGKILL')
    for (const each of both) await untilWhy(each, 'gone')
    for (const each of both) await untilWhy(each, undefined)
    expect(await triesAt(both)).toBe(most)
    expect(await replica.admin.dbsize()).toBeGreaterThan(0)
  })

  test.each([
    ['its nodes', 'redis+cluster://', 3],
    ['one of its nodes, as if it were alone', 'redis://', 1],
  ])('count together in a Cluster of which they know %s', async (_, scheme, known) => {
    const nodes = await openRedisCluster(scope)
    const hosts = nodes.slice(0, known).map(({ port }) => `127.0.0.1:${port}`)
    const both = await startTwo(`${scheme}${hosts.join(',')}`)
    for (let count = 0; count < 6; count++) expect(await triesAt(both)).toBe(most)
    const sizes = await Promise.all(nodes.map(({ admin }) => admin.dbsize()))
    expect(sizes.every((size) => size > 0)).toBe(true)
  })

  test('count together again once the Redis behind their address takes writes', async () => {
    const primary = await openRedisServer(scope)
    const changing = await openRedisServer(scope)
    const both = await startTwo(changing.url)
    await changing.admin.call('replicaof', '127.0.0.1', String(primary.port))
    for (const each of both) await triesAt([each])
    for (const each of both) await untilWhy(each, 'replica')
    expect(await triesAt(both)).toBe(2 * most)
    await changing.admin.call('replicaof', 'no', 'one')
    for (const each of both) await untilWhy(each, undefined)
    expect(await triesAt(both)).toBe(most)
  })
})

/** People who are all there, as one gateway says. */
const startPresence = async (url: string) => {
  const own = scope.use(await testEnvironment(inject('backing'), [presence]))
  const env = { ...own.env('presence'), REDIS_URL: url, METRICS_PORT: '0' }
  const running = scope.use(await startService(presence, env, { log: keepLog().log }))
  const bus = scope.use(await connectBus([inject('backing').natsUrl], own.prefix, keepLog().log))
  const { ask } = await makeAsker(bus, 'presence')
  const users = Array.from({ length: 48 }, () => randomUUID())
  const here = users.map((user) => [user, 1] as const)
  let turn = 0
  const renew = () =>
    askOwner(bus, 'presence', 'leases', { gateway: 'g', turn: ++turn, forMs: 600_000, here, gone: [] })
  /** How they are, or the error that is answered. */
  const states = async (): Promise<readonly string[]> => {
    const answer = await ask(users[0] as string, 'presence.list', { users })
    if ('error' in answer) return [answer.error.name]
    const { people } = answer.ok as Output<'presence.list'>
    return [...new Set(people.map(({ state }) => state))]
  }
  const allThere = () => eventually('all are there', async () => Boolean(await renew().catch(() => undefined)))
  return { running, renew, states, allThere }
}

describe('presence', () => {
  test.each([
    ['its nodes', 'redis+cluster://', 3],
    ['one of its nodes, as if it were alone', 'redis://', 1],
  ])(
    'is kept in a Cluster of which it knows %s, by all nodes, also after they were emptied',
    async (_, scheme, known) => {
      const nodes = await openRedisCluster(scope)
      const hosts = nodes.slice(0, known).map(({ port }) => `127.0.0.1:${port}`)
      const { renew, states, allThere } = await startPresence(`${scheme}${hosts.join(',')}`)
      await allThere()
      expect(await states()).toEqual(['online'])
      const sizes = await Promise.all(nodes.map(({ admin }) => admin.dbsize()))
      expect(sizes.every((size) => size > 0)).toBe(true)
      for (const { admin } of nodes) await admin.flushall()
      expect(await states()).toEqual(['offline'])
      await renew()
      expect(await states()).toEqual(['online'])
    },
  )

  test('answers UNAVAILABLE while its Redis takes no writes, and knows who is there once it is told again', async () => {
    const primary = await openRedisServer(scope)
    const changing = await openRedisServer(scope)
    const { running, renew, states, allThere } = await startPresence(changing.url)
    const isConnected = async () => sumOf(await scrape(running), 'parley_presence_redis_connected') === 1
    await allThere()
    await changing.admin.call('replicaof', '127.0.0.1', String(primary.port))
    await eventually('it is not answered', async () => (await states())[0] === 'UNAVAILABLE')
    await expect(renew()).rejects.toThrow()
    expect(await isConnected()).toBe(false)
    await changing.admin.call('replicaof', 'no', 'one')
    await allThere()
    expect(await states()).toEqual(['online'])
    expect(await isConnected()).toBe(true)
  })
})

describe('auth says in its log and metrics why it counts by itself', () => {
  test.each([
    [
      'replica',
      async () => (await openRedisServer(scope, replicaOf(await openRedisServer(scope)))).url,
      'Name the primary',
    ],
    [
      'full',
      async () => (await openRedisServer(scope, 'maxmemory 1\nmaxmemory-policy noeviction\n')).url,
      'Give it more memory',
    ],
    [
      'sentinel',
      async () => (await openSentinel(scope, 'mymaster', await openRedisServer(scope))).url,
      'Write redis+sentinel://',
    ],
    [
      'refused',
      async () => (await openRedisServer(scope, 'requirepass other\n')).url.replace('//', '//:hunter2@'),
      'refuses the user or the password',
    ],
    ['gone', async () => 'redis://127.0.0.1:1', 'Redis is gone'],
  ])('where Redis is %s', async (why, prepare, advice) => {
    const process = await startAuth(await prepare())
    await untilWhy(process, why)
    expect(await triesAt([process])).toBe(most)
    await eventually('the log says so', () => process.lines.some((line) => line.includes(advice)))
    await eventually('and again', () => process.lines.some((line) => line.includes('not in use still')))
    expect(process.lines.join()).not.toContain('hunter2')
  })

  test('and that it is over, where a full Redis has room again', async () => {
    const full = await openRedisServer(scope, 'maxmemory 1\nmaxmemory-policy noeviction\n')
    const process = await startAuth(full.url)
    await untilWhy(process, 'full')
    await full.admin.config('SET', 'maxmemory', '0')
    await untilWhy(process, undefined)
    expect(process.lines.some((line) => line.includes('Redis is back'))).toBe(true)
  })
})
