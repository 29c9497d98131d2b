/** The servers that `npm start` and the standalone image have for themselves: what another user of the machine may do with them. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { uuid7 } from '@parley/client'
import { type Platform, prepareDatabase, processes, startPlatform } from '@parley/platform'
import { type OwnServers, startServers } from '@parley/platform/standalone'
import { serviceUrl } from '@parley/service-kit'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { isReady } from '../setup/processes.ts'
import { type Gates, gatesAt } from '../setup/world.ts'

const env = { PATH: process.env.PATH, HOME: process.env.HOME, PARLEY_BACKING: 'embedded', RATE_LOGIN: '1000' }
const scope = new AsyncDisposableStack()
const lines: string[] = []
let dataDir: string
let servers: OwnServers
let platform: Platform
let gates: Gates

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-own-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  dataDir = join(folder, 'data')
  servers = scope.use(await startServers({ dataDir, prefer: 'embedded', durable: false, env }))
  await prepareDatabase(servers)
  const logTo = { write: (line: string) => void lines.push(line) }
  platform = scope.use(await startPlatform({ servers, port: 0, env, logTo }))
  gates = gatesAt([`http://127.0.0.1:${platform.port}`])
})
afterAll(() => scope.disposeAsync())

const natsUrlOf = (name: string) => servers.natsUrlOf?.(name) ?? ''
const passwords = () =>
  [
    servers.postgresUrl,
    servers.redisUrl,
    ...[...processes.keys()].map(natsUrlOf),
    serviceUrl(servers.postgresUrl, 'chat'),
  ]
    .map((url) => new URL(url).password)
    .filter((password) => password !== '')

test('people sign up and talk on them', async () => {
  const [ann, bob] = [await gates.person('Ann'), await gates.person('Bob')]
  await using client = await gates.connect(ann)
  const { room, head, on } = await client.call('room.create', { kind: 'direct', user: bob.user })
  await client.call('message.send', { room, id: uuid7(), text: 'Hello' })
  await client.waitFor(on, head + 1)
})

test('nothing of them can be read, written or entered by others', async () => {
  const names = await readdir(dataDir, { recursive: true })
  const modes = await Promise.all(
    ['.', ...names].map(async (name) => [name, await stat(join(dataDir, name)).catch(() => undefined)] as const),
  )
  expect(modes.filter(([, found]) => found && found.mode & 0o077).map(([name]) => name)).toEqual([])
})

test('each process has a password of its own, and no log holds one', async () => {
  expect(new Set(passwords()).size).toBe(processes.size + 3)
  const logs = await Promise.all(
    ['postgres', 'nats', 'redis'].map((of) => readFile(join(dataDir, of, `${of}.log`), 'utf8')),
  )
  for (const password of passwords()) expect([...logs, ...lines].join('')).not.toContain(password)
})

test.runIf(process.platform === 'linux')(
  'no process shows a password in its command line or its environment',
  async () => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    for (const pid of pids)
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
        for (const password of passwords()) expect(text.includes(password), `${pid} ${file}`).toBe(false)
      }
  },
)

describe('NATS', () => {
  const open = (name: string) => {
    const { host, username: user, password: pass } = new URL(natsUrlOf(name))
    return connect({ servers: host, user, pass, maxReconnectAttempts: 0 })
  }

  const refusals = async (connection: NatsConnection, act: () => void): Promise<number> => {
    let count = 0
    const watched = (async () => {
      for await (const { type } of connection.status()) if (type === 'error') count++
    })()
    act()
    await connection.flush()
    await connection.close()
    await watched
    return count
  }

  test('keeps out who has no name', async () => {
    const { host } = new URL(servers.natsUrl)
    await expect(connect({ servers: host, maxReconnectAttempts: 0 })).rejects.toThrow(/authorization/i)
  })

  test.each([...processes.keys()])('gives %s what it does, and nothing else', async (name) => {
    const connection = await open(name)
    const count = await refusals(connection, () => {
      for (const subject of ['>', 'parley.>', '_INBOX.>', '$SYS.>']) connection.subscribe(subject)
      connection.publish('other')
    })
    expect(count).toBe(5)
  })
})

describe('Redis', () => {
  let redis: Redis
  beforeAll(() => {
    redis = new Redis(servers.redisUrl)
  })
  afterAll(() => redis.disconnect())

  test('counts failed log-ins', async () => {
    const { username } = await gates.person('Carl')
    await expect(gates.post('session.create', { username, password: 'wrong wrong wrong' })).rejects.toBeTruthy()
    const [, keys] = await redis.scan(0, 'MATCH', 'parley:auth:*', 'COUNT', 1_000)
    expect(keys.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toContain('Redis is gone')
  })

  test.each([
    ['be emptied', 'FLUSHALL'],
    ['be emptied by its database', 'FLUSHDB'],
    ['be emptied by a script', 'EVAL', `return redis.call('flushall')`, '0'],
    ['be configured', 'CONFIG', 'GET', '*'],
    ['be ended', 'SHUTDOWN', 'NOSAVE'],
    ['tell who may come in', 'ACL', 'LIST'],
    ['let more in', 'ACL', 'SETUSER', 'more', 'on', 'nopass', '+@all'],
    ['be watched', 'MONITOR'],
    ['be told to follow another', 'REPLICAOF', '127.0.0.1', '1'],
    ['load programs', 'MODULE', 'LIST'],
    ['tell all its keys at once', 'KEYS', '*'],
    ['hold keys of others', 'SET', 'other', '1'],
  ])('cannot %s', async (_, command, ...args) => {
    await expect(redis.call(command, ...args)).rejects.toThrow(/NOPERM|can't run this command/i)
  })
})

test('a platform whose Postgres is gone for good says that it is not ready', async () => {
  expect(await isReady(gates.url)).toBe(true)
  const pidNow = async () => JSON.parse(await readFile(join(dataDir, 'postgres/process.json'), 'utf8')).server.pid
  const pids: number[] = []
  /** The file may name one that has just ended. */
  const isKilled = (pid: number) => {
    try {
      return !pids.includes(pid) && process.kill(pid, 'SIGKILL')
    } catch {
      return false
    }
  }
  let isLost = false
  void servers.lost.then(() => {
    isLost = true
  })
  // One that is killed while it starts may count as two that ended.
  while (!isLost) {
    const pid = await eventually('another one', async () => isLost || [await pidNow()].find(isKilled), 30_000)
    if (typeof pid === 'number') pids.push(pid)
  }
  expect((await servers.lost).message).toContain('postgres has ended 4 times')
  expect(await isReady(gates.url)).toBe(false)
})
