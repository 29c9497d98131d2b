/** The whole platform as real processes on servers of its own, each of which can be killed and started again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type PgbouncerOptions,
  type Server,
  startNats,
  startPgbouncer,
  startPostgres,
  startRedis,
} from '@parley/backing'
import { processes, services } from '@parley/platform'
import { type Environment, provision, serviceUrl } from '@parley/service-kit'
import { sourceOf } from '@parley/service-kit/testing'
import { unlimited } from '@parley/testcontainers/generous'
import { type Link, type LinkOptions, layLink } from '@parley/testcontainers/link'
import { endWithUs, movableClock, root, type ServerProcess, startProcess } from './child.ts'
import { type MovingPostgres, startMovingPostgres } from './moving-postgres.ts'
import { type OwnS3, startOwnS3 } from './servers-of-files.ts'
import { gatewayKey } from './world.ts'

/** A process of ours, on the same port after each start. */
export interface Part extends Omit<ServerProcess, typeof Symbol.asyncDispose> {
  /** As in "chat 2". */
  readonly name: string
  start(): Promise<void>
  isReady(): Promise<boolean>
}

export interface Processes extends AsyncDisposable {
  readonly adminUrl: string
  readonly urls: readonly string[]
  readonly postgres: Server
  /** The same, where it has an address that can move. */
  readonly moving?: MovingPostgres | undefined
  readonly nats: Server
  readonly redis: Server
  /** Where files are kept, where that is asked for and to be had. */
  readonly s3?: OwnS3
  /** Between services and Postgres, where one is asked for. */
  readonly pooler?: Server
  /** That of the service of files. */
  readonly filesFolder: string
  /** Services, and then gateways. */
  readonly parts: readonly Part[]
  /** Between two parts, by name, as in "chat 2 to nats". */
  readonly links: ReadonlyMap<string, Link>
}

export interface ProcessesOptions {
  /** Of each service and of the gateway. */
  readonly copies?: number
  /** Whether every process reaches every server by a link of its own; else there are none, and nothing is in between. */
  readonly linked?: boolean
  /** What stands on the link from a part to NATS. */
  readonly onNats?: (part: string) => LinkOptions
  /** How the pooler between services and Postgres works; else there is none. */
  readonly pooler?: PgbouncerOptions['mode'] | undefined
  /** Whether Postgres can fail over to a standby. */
  readonly moves?: boolean
  /** Where the release lies that a part is of when it starts; this one, where it is left out. */
  readonly releaseOf?: (part: string) => string
  /** Whether there is a service of files, which few tests want. */
  readonly files?: boolean
  /** Whether it keeps them in a store that speaks S3. */
  readonly s3?: boolean
  /** More environment for all parts. */
  readonly env?: Environment
}

/** Limits that a test does not want to meet, and times that it does not want to wait. */
const limits = {
  HOST: '127.0.0.1',
  GATEWAY_KEY: gatewayKey,
  ...unlimited,
  CALL_TIMEOUT_MS: '2000',
  COMPARE_MS: '500',
  DRAIN_MS: '200',
}

/** What the process there tells an orchestrator. */
export const isReady = async (url: string): Promise<boolean> =>
  (await fetch(`${url}/ready`).catch(() => undefined))?.ok ?? false

/** At once, in their order. Where one fails, the others have been started when it is told, and whoever started them ends them. */
const allOf = async <T, R>(all: readonly T[], make: (one: T) => Promise<R>): Promise<R[]> => {
  const settled = await Promise.allSettled(all.map(make))
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** `pathOf` is asked at each start. */
const makePart = async (
  scope: AsyncDisposableStack,
  name: string,
  pathOf: () => string,
  env: Environment,
): Promise<Part> => {
  const flags = [...endWithUs, ...movableClock]
  let running = await startProcess(pathOf(), { ...env, HTTP_PORT: '0' }, flags)
  const { port } = running
  scope.defer(() => running[Symbol.asyncDispose]())
  return {
    name,
    port,
    get pid() {
      return running.pid
    },
    get hasCrashed() {
      return running.hasCrashed
    },
    get faults() {
      return running.faults
    },
    held: () => running.held(),
    end: (signal) => running.end(signal),
    freeze: () => running.freeze(),
    thaw: () => running.thaw(),
    moveClock: (offMs) => running.moveClock(offMs),
    start: async () => {
      running = await startProcess(pathOf(), { ...env, HTTP_PORT: String(port) }, flags)
    },
    isReady: () => isReady(`http://127.0.0.1:${port}`),
  }
}

const startPooler = async (folder: string, postgres: Server, mode: PgbouncerOptions['mode']): Promise<Server> => {
  const urls = services.map(({ service }) => serviceUrl(postgres.url, service.name))
  return await startPgbouncer({ dataDir: join(folder, 'pgbouncer'), urls, mode })
}

const startServers = async (
  scope: AsyncDisposableStack,
  { moves = false, pooler: mode, s3: isIn = false }: Pick<ProcessesOptions, 'moves' | 'pooler' | 's3'>,
) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-processes-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const moving = moves ? scope.use(await startMovingPostgres(folder)) : undefined
  const postgres = moving ?? scope.use(await startPostgres({ dataDir: join(folder, 'postgres'), durable: false }))
  const s3 = isIn ? await startOwnS3() : undefined
  if (s3) scope.use(s3)
  return {
    moving,
    postgres,
    ...(s3 ? { s3 } : {}),
    ...(mode ? { pooler: scope.use(await startPooler(folder, postgres, mode)) } : {}),
    nats: scope.use(await startNats({ dataDir: join(folder, 'nats') })),
    redis: scope.use(await startRedis({ dataDir: join(folder, 'redis') })),
    filesFolder: join(folder, 'files'),
  }
}

export const startProcesses = async ({
  copies = 2,
  linked = true,
  onNats,
  pooler: mode,
  moves = false,
  releaseOf = () => root,
  files = false,
  s3: isInS3 = false,
  env = {},
}: ProcessesOptions = {}): Promise<Processes> => {
  await using scope = new AsyncDisposableStack()
  const servers = await startServers(scope, { moves, pooler: mode, s3: isInS3 })
  const { postgres, pooler = postgres, nats, redis, s3, filesFolder } = servers
  const started = services.filter(({ service }) => files || service.name !== 'files')
  for (const { service } of started) await provision(postgres.url, service)

  const postgresOf = (kind: string) =>
    Object.assign(new URL(serviceUrl(postgres.url, kind)), { port: String(pooler.port) }).href

  const links = new Map<string, Link>()
  const link = async (name: string, targets: readonly string[], options?: LinkOptions): Promise<string> => {
    if (!linked) return targets[0] as string
    const laid = scope.use(await layLink(targets, options))
    links.set(name, laid)
    return laid.url
  }

  const startCopies = (kind: string, more: Environment = {}): Promise<Part[]> => {
    const has = (setting: string) => setting in (processes.get(kind) ?? {})
    const path = sourceOf(kind)
    const names = Array.from({ length: copies }, (_, place) => `${kind} ${place + 1}`)
    return allOf(names, async (name) => {
      const own = {
        NATS_URL: await link(`${name} to nats`, [nats.url], onNats?.(name)),
        ...(has('REDIS_URL') ? { REDIS_URL: await link(`${name} to redis`, [redis.url]) } : {}),
        ...(s3 && has('S3_URL') ? { ...s3.settings, S3_URL: await link(`${name} to s3`, [s3.url]) } : {}),
        ...(has('POSTGRES_URL') ? { POSTGRES_URL: await link(`${name} to postgres`, [postgresOf(kind)]) } : {}),
      }
      return await makePart(scope, name, () => join(releaseOf(name), path), { ...limits, ...env, ...own, ...more })
    })
  }

  // All at once: each waits for the processor while it loads, and one after the other they would take minutes on a busy machine.
  const copiesOf = await allOf(started, ({ service }) => startCopies(service.name, { FILES_FOLDER: filesFolder }))
  const routes: string[] = []
  for (const [place, { service, paths }] of started.entries()) {
    const urls = (copiesOf[place] ?? []).map(({ port }) => `http://127.0.0.1:${port}`)
    const target = paths.length > 0 ? await link(`gateways to ${service.name}`, urls) : ''
    routes.push(...paths.map((path) => `${path}=${target}`))
  }
  const gateways = await startCopies('gateway', { HTTP_ROUTES: routes.join(',') })
  const running = scope.move()
  return {
    adminUrl: postgres.url,
    urls: gateways.map(({ port }) => `http://127.0.0.1:${port}`),
    ...servers,
    parts: [...copiesOf.flat(), ...gateways],
    links,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
