import { resolve } from 'node:path'
import { CannotWrite } from './cannot-write.ts'
import { startContainers } from './containers.ts'
import { startEmbedded } from './embedded.ts'
import { type Env, environment } from './env.ts'
import { claimFolder } from './folder-claim.ts'
import { FolderInUse } from './former-process.ts'
import { tellAddress } from './postgres-address.ts'
import { waysToInstall } from './programs.ts'

export type Source = 'urls' | 'embedded' | 'containers'

/** The three servers that the platform stands on, wherever they come from. Disposing stops what was started here. */
export interface Backing extends AsyncDisposable {
  readonly source: Source
  readonly postgresUrl: string
  /** The folder of Postgres' socket file, where it has one. */
  readonly postgresSocket?: string | undefined
  /** That of NATS, and that of Redis, name no user where `access` says who there are. */
  readonly natsUrl: string
  readonly redisUrl: string
  /** Resolves when a server that was started here ended, and could not be kept up. */
  readonly lost: Promise<Error>
}

/** Who may do what at servers that are started here. */
export interface Access {
  /** The `authorization` of NATS' configuration, passwords and all. */
  readonly nats: string
  /** The `user` lines of Redis' configuration. */
  readonly redis: string
}

export interface BackingOptions {
  /** Where data and logs live; made when it is missing. */
  dataDir: string
  prefer: 'embedded' | 'containers'
  /** False where the data is thrown away afterwards: less memory, nothing kept, and nothing waits for the disk. */
  durable?: boolean
  /** Whether Postgres, where it is embedded, listens on a socket file as well: to speak through one takes a fifth less of a machine. */
  socket?: boolean
  /** Without it, whoever has the URL may do everything. */
  access?: Access | undefined
  /** Told one line for each server that is up. */
  report?: (line: string) => void
  env?: Env
}

export type ServerName = 'postgres' | 'nats' | 'redis'
export type Urls = Partial<Record<ServerName, string>>

/** Starts the servers named in `wanted`, all or none. */
export type StartWanted = (wanted: ServerName[], options: StartOptions) => Promise<Started>
export type StartOptions = Required<Omit<BackingOptions, 'prefer' | 'access'>> & Pick<BackingOptions, 'access'>
export type Started = AsyncDisposable & { urls: Urls; postgresSocket?: string; lost?: Promise<Error> }

const variables: Record<ServerName, string> = { postgres: 'POSTGRES_URL', nats: 'NATS_URL', redis: 'REDIS_URL' }
const names = Object.keys(variables) as ServerName[]
const starters = { embedded: startEmbedded, containers: startContainers } satisfies Record<string, StartWanted>

/** Takes each server from its URL in the environment, and starts the others embedded or as containers. */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const env = environment(options.env)
  const given = givenUrls(env)
  const wanted = names.filter((name) => !given[name])
  const sources = sourcesToTry(env.PARLEY_BACKING, options.prefer, wanted)
  if (wanted.length === 0) return backing('urls', given)
  const dataDir = resolve(options.dataDir)
  await using scope = new AsyncDisposableStack()
  scope.use(await claimFolder(dataDir))
  const { source, started } = await startFirst(sources, wanted, {
    dataDir,
    durable: options.durable ?? true,
    socket: options.socket ?? false,
    access: options.access,
    report: options.report ?? (() => {}),
    env,
  })
  scope.use(started)
  if (started.urls.postgres) scope.use(await tellAddress(dataDir, started.urls.postgres))
  return backing(source, { ...started.urls, ...given }, { ...started, ...released(scope.move()) })
}

const released = (scope: AsyncDisposableStack): AsyncDisposable => ({
  [Symbol.asyncDispose]: () => scope.disposeAsync(),
})

function givenUrls(env: Env): Urls {
  return Object.fromEntries(names.map((name) => [name, env[variables[name]]]).filter(([, url]) => url))
}

function sourcesToTry(forced: string | undefined, prefer: keyof typeof starters, wanted: ServerName[]) {
  if (!forced) return [prefer, prefer === 'embedded' ? 'containers' : 'embedded'] as const
  if (forced === 'embedded' || forced === 'containers') return [forced] as const
  if (forced !== 'urls') {
    throw new Error(`PARLEY_BACKING is "${forced}", but it can only be embedded, containers or urls.`)
  }
  if (wanted.length === 0) return []
  throw new Error(`PARLEY_BACKING is urls, but ${wanted.map((name) => variables[name]).join(' and ')} is not set.`)
}

async function startFirst(sources: readonly (keyof typeof starters)[], wanted: ServerName[], options: StartOptions) {
  const failures: string[] = []
  const unwritable: CannotWrite[] = []
  for (const source of sources) {
    try {
      return { source, started: await starters[source](wanted, options) }
    } catch (error) {
      if (error instanceof FolderInUse) throw error
      if (error instanceof CannotWrite) unwritable.push(error)
      failures.push(`${source}: ${error instanceof Error ? error.message : error}`)
      options.report(`not ${failures.at(-1)}`)
    }
  }
  throw unwritable[0] ?? new Error(noWayLeft(wanted, failures))
}

const noWayLeft = (wanted: ServerName[], failures: string[]) =>
  `Cannot start ${wanted.join(', ')} (${failures.join('; ')}): set ${wanted.map((name) => variables[name]).join(', ')} ` +
  `to servers that run already, or run a container engine such as Docker, or ${waysToInstall}.`

function backing(source: Source, urls: Urls, started?: Started): Backing {
  const { postgres = '', nats = '', redis = '' } = urls
  return {
    source,
    postgresUrl: postgres,
    postgresSocket: started?.postgresSocket,
    natsUrl: nats,
    redisUrl: redis,
    lost: started?.lost ?? new Promise(() => {}),
    [Symbol.asyncDispose]: async () => started?.[Symbol.asyncDispose](),
  }
}
