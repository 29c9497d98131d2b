/** The platform as processes, and users on it, made without the cost of a password hash each. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auth } from '@parley/auth'
import { type Server, startNats, startPostgres, startRedis } from '@parley/backing'
import { chat } from '@parley/chat'
import type { CommandName, Input, Output } from '@parley/protocol'
import { provision, serviceUrl } from '@parley/service-kit'
import jwt from 'jsonwebtoken'
import pg from 'pg'
import { type ServerProcess, startProcess } from '../setup/child.ts'

export interface BenchUser {
  readonly user: string
  readonly token: string
}

export interface Platform extends AsyncDisposable {
  readonly gateway: ServerProcess
  /** The gateway and the services. */
  readonly parts: readonly ServerProcess[]
  readonly backing: readonly Server[]
  /** Every server process: Postgres, NATS and Redis included. */
  readonly pids: readonly number[]
  readonly processes: Readonly<Record<string, number>>
  users(count: number): Promise<BenchUser[]>
  post<C extends CommandName>(name: C, input: Input<C>, by: BenchUser): Promise<Output<C>>
}

const limits = { RATE_READ: '1000000', RATE_WRITE: '1000000', RATE_SEND: '1000000', IN_FLIGHT: '10000' }

const readKey = async (adminUrl: string): Promise<{ kid: string; key: string }> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  const { rows } = await client.query(
    'select kid, private_key as key from auth.signing_key order by created_at desc limit 1',
  )
  await client.end()
  return rows[0]
}

const insertPeople = async (adminUrl: string, ids: readonly string[]) => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`insert into chat.person (id, name) select id, 'Reader' from unnest($1::uuid[]) id`, [ids])
  await client.end()
}

/** Flags go to the gateway's Node, for profiles. */
export const startPlatform = async (env: Record<string, string> = {}): Promise<Platform> => {
  await using scope = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = scope.use(await startPostgres({ dataDir: join(folder, 'postgres') }))
  const nats = scope.use(await startNats({ dataDir: join(folder, 'nats') }))
  const redis = scope.use(await startRedis({ dataDir: join(folder, 'redis') }))
  const adminUrl = postgres.url
  for (const service of [auth, chat]) await provision(adminUrl, service)
  const common = {
    NATS_URL: nats.url,
    REDIS_URL: redis.url,
    HOST: '127.0.0.1',
    HTTP_PORT: '0',
    LOG_LEVEL: 'info',
    ...limits,
    ...env,
  }
  const flags = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []
  const service = (name: string) =>
    startProcess(`services/${name}/src/main.ts`, { ...common, POSTGRES_URL: serviceUrl(adminUrl, name) }, flags)
  const authProcess = scope.use(await service('auth'))
  const chatProcess = scope.use(await service('chat'))
  const routes = `/auth=http://127.0.0.1:${authProcess.port}`
  const gateway = scope.use(
    await startProcess('gateway/src/main.ts', { ...common, DRAIN_MS: '0', HTTP_ROUTES: routes }, flags),
  )
  const { kid, key } = await readKey(adminUrl)
  const processes = {
    postgres: postgres.pid,
    nats: nats.pid,
    redis: redis.pid,
    auth: authProcess.pid,
    chat: chatProcess.pid,
    gateway: gateway.pid,
  }

  const sign = (user: string) =>
    jwt.sign({ sid: randomUUID() }, key, {
      algorithm: 'ES256',
      keyid: kid,
      subject: user,
      audience: 'parley',
      issuer: 'parley',
      expiresIn: 3_600,
    })

  const running = scope.move()
  return {
    gateway,
    parts: [authProcess, chatProcess, gateway],
    backing: [postgres, nats, redis],
    processes,
    pids: Object.values(processes),
    users: async (count) => {
      const ids = Array.from({ length: count }, () => randomUUID())
      await insertPeople(adminUrl, ids)
      return ids.map((user) => ({ user, token: sign(user) }))
    },
    post: async (name, input, by) => {
      const response = await fetch(`http://127.0.0.1:${gateway.port}/v1/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      const body = await response.json()
      if (!response.ok) throw new Error(JSON.stringify(body))
      return body as never
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
