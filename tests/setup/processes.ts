/** The whole platform as real processes on servers of its own, each of which can be killed and started again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auth } from '@parley/auth'
import { type Server, startNats, startPostgres, startRedis } from '@parley/backing'
import { chat } from '@parley/chat'
import { type Environment, provision, serviceUrl } from '@parley/service-kit'
import { endWithUs, type ServerProcess, startProcess } from './child.ts'

/** A process of ours, on the same port after each start. */
export interface Part {
  readonly port: number
  /** Resolves to the exit code, or null where a signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
  start(): Promise<void>
  /** What it tells an orchestrator. */
  isReady(): Promise<boolean>
}

export interface Processes extends AsyncDisposable {
  readonly adminUrl: string
  readonly urls: readonly string[]
  readonly auth: Part
  readonly chats: readonly Part[]
  readonly gateways: readonly Part[]
  readonly postgres: Server
  readonly nats: Server
  readonly redis: Server
  /** Auth, the chats and the gateways. */
  readonly parts: readonly Part[]
}

/** Limits that a test does not want to meet, and times that it does not want to wait. */
const limits = {
  HOST: '127.0.0.1',
  RATE_READ: '1000000',
  RATE_WRITE: '1000000',
  RATE_SEND: '1000000',
  RATE_LOGIN: '1000000',
  SIGN_UPS_PER_ADDRESS: '1000000',
  CALL_TIMEOUT_MS: '2000',
  COMPARE_MS: '500',
  DRAIN_MS: '200',
}

const makePart = async (scope: AsyncDisposableStack, path: string, env: Environment): Promise<Part> => {
  let running: ServerProcess = await startProcess(path, { ...env, HTTP_PORT: '0' }, endWithUs)
  const { port } = running
  scope.defer(() => running[Symbol.asyncDispose]())
  return {
    port,
    end: (signal) => running.end(signal),
    start: async () => {
      running = await startProcess(path, { ...env, HTTP_PORT: String(port) }, endWithUs)
    },
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok ?? false,
  }
}

const twice = <T>(make: () => Promise<T>): Promise<T[]> => Promise.all([make(), make()])

export const startProcesses = async (): Promise<Processes> => {
  await using scope = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-processes-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = scope.use(await startPostgres({ dataDir: join(folder, 'postgres') }))
  const nats = scope.use(await startNats({ dataDir: join(folder, 'nats') }))
  const redis = scope.use(await startRedis({ dataDir: join(folder, 'redis') }))
  for (const service of [auth, chat]) await provision(postgres.url, service)
  const common = { ...limits, NATS_URL: nats.url, REDIS_URL: redis.url }
  const service = (name: string) =>
    makePart(scope, `services/${name}/src/main.ts`, { ...common, POSTGRES_URL: serviceUrl(postgres.url, name) })
  const authPart = await service('auth')
  const chats = await twice(() => service('chat'))
  const routes = `/auth=http://127.0.0.1:${authPart.port}`
  const gateways = await twice(() => makePart(scope, 'gateway/src/main.ts', { ...common, HTTP_ROUTES: routes }))
  const running = scope.move()
  return {
    adminUrl: postgres.url,
    urls: gateways.map(({ port }) => `http://127.0.0.1:${port}`),
    auth: authPart,
    chats,
    gateways,
    postgres,
    nats,
    redis,
    parts: [authPart, ...chats, ...gateways],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
