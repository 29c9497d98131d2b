/** Everything in one process, on servers that are there: what `npm start`, tests and trials run. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '@parley/gateway'
import {
  type Environment,
  makeLog,
  processConfig,
  provision,
  type RunningService,
  readConfig,
  serviceUrl,
  setIn,
  startService,
} from '@parley/service-kit'
import { services } from './services.ts'

/** URLs of the servers. Postgres' with a role that may create schemas and roles. */
export interface ServerUrls {
  readonly postgresUrl: string
  readonly natsUrl: string
  /** By the name of a process, where NATS knows each by a user of its own. */
  readonly natsUrlOf?: (process: string) => string
  readonly redisUrl: string
}

export interface PlatformOptions {
  readonly servers: ServerUrls
  /** Where the gateway listens; 0 takes a free port. A function is asked again where somebody takes the port meanwhile. */
  readonly port: number | (() => Promise<number>)
  /** Folder of the web page; none is served without it. */
  readonly webRoot?: string
  /** Settings of all processes, over what suits one machine and one person. */
  readonly env: Environment
  /** Takes the lines of all logs; standard output does where it is not given. */
  readonly logTo?: LogLines
}

export interface LogLines {
  write(line: string): void
}

export interface Platform extends AsyncDisposable {
  /** Of the gateway. */
  readonly port: number
  /** Resolves when a part of it cannot go on. */
  readonly lost: Promise<Error>
}

const defaults = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  /** The page is served over plain HTTP here, where some browsers keep no secure cookie. */
  COOKIE_SECURE: 'false',
  /** Nobody waits seconds for Ctrl-C. */
  DRAIN_MS: '300',
}

/** Schemas, migrations and roles of all services. Returns the migrations applied; `tell` as for `provision`. */
export const prepareDatabase = async (
  { postgresUrl }: Pick<ServerUrls, 'postgresUrl'>,
  tell?: (line: string) => void,
): Promise<string[]> => {
  const told = new Set<string>()
  const applied: string[] = []
  for (const { service } of services) {
    const names = await provision(postgresUrl, service, undefined, (line) => void told.add(line))
    applied.push(...names.map((name) => `${service.name} ${name}`))
  }
  if (tell) for (const line of told) tell(line)
  return applied
}

/** A log with the name of its process, on the lines that are wanted; each process makes one of its own where none are. */
const logsOn = (logTo: LogLines | undefined, env: Environment) => (name: string) =>
  logTo ? { log: makeLog(name, readConfig(processConfig, env).LOG_LEVEL, logTo) } : {}

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
  return answer?.ok === true
}

const mostTries = 5

/** Between the moment in which a port is found open and the one in which it is taken, another program may take it. */
const startGatewayAt = async (
  port: PlatformOptions['port'],
  start: (port: number) => Promise<RunningService>,
  triesLeft = mostTries,
): Promise<RunningService> => {
  if (typeof port === 'number') return await start(port)
  return await start(await port()).catch((reason: { code?: string }) => {
    if (reason.code !== 'EADDRINUSE' || triesLeft <= 1) throw reason
    return startGatewayAt(port, start, triesLeft - 1)
  })
}

/** For a platform that keeps nothing. */
const passingFolder = async (scope: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-files-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Every service and the gateway. They are stopped in reverse order: the gateway first. */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const { servers, port, webRoot = '', env, logTo } = options
  await using scope = new AsyncDisposableStack()
  const { natsUrlOf = () => servers.natsUrl } = servers
  // Of this one run, so that services believe this gateway and no other program of the machine.
  const gatewayKey = randomBytes(24).toString('base64url')
  const common: Environment = { ...defaults, GATEWAY_KEY: gatewayKey, ...setIn(env), REDIS_URL: servers.redisUrl }
  const logOf = logsOn(logTo, common)
  const filesFolder = common.FILES_FOLDER ?? (await passingFolder(scope))
  const routes: string[] = []
  const health: string[] = []
  const parts: RunningService[] = []
  for (const { service, paths } of services) {
    const own = {
      ...common,
      FILES_FOLDER: filesFolder,
      HOST: '127.0.0.1',
      HTTP_PORT: '0',
      ...(common.METRICS_PORT ? { METRICS_PORT: '0' } : {}),
      NATS_URL: natsUrlOf(service.name),
      POSTGRES_URL: serviceUrl(servers.postgresUrl, service.name),
    }
    const running = scope.use(await startService(service, own, logOf(service.name)))
    parts.push(running)
    health.push(`http://127.0.0.1:${running.port}/ready`)
    for (const path of paths) routes.push(`${path}=http://127.0.0.1:${running.port}`)
  }
  const edge = {
    ...common,
    NATS_URL: natsUrlOf('gateway'),
    WEB_ROOT: webRoot,
    HTTP_ROUTES: routes.join(','),
  }
  const ready = async () => (await Promise.all(health.map(isReady))).every(Boolean)
  const startAt = (at: number) => startGateway({ ...edge, HTTP_PORT: String(at) }, { ...logOf('gateway'), ready })
  const gateway = scope.use(await startGatewayAt(port, startAt))
  const lost = Promise.race([gateway, ...parts].map((part) => part.lost))
  const running = scope.move()
  return { port: gateway.port, lost, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
