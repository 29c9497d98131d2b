/** The skeleton that every service shares: configuration, log, NATS, Postgres, health, commands, and an orderly stop. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventName, type Owner, ownerOf } from '@parley/protocol'
import type { ToldAhead } from '@parley/wire'
import type pg from 'pg'
import { type Bus, connectBus } from './bus.ts'
import type { Checks } from './checks/check.ts'
import { type Handlers, type Once, serveCommands } from './commands.ts'
import {
  type ConfigOf,
  type ConfigTable,
  type Environment,
  oneOf,
  optional,
  readConfig,
  share,
  text,
  url,
  urls,
  whole,
  words,
} from './config.ts'
import { type Database, type InEpoch, makeDatabase, type Queryable } from './database.ts'
import { tellEpochs } from './epoch-calls.ts'
import { type Follower, follow } from './follower.ts'
import { makeHttpSide } from './health.ts'
import { openPool } from './history-pool.ts'
import { httpConfig } from './http-settings.ts'
import { type Job, openJobs } from './jobs.ts'
import { type Log, makeLog } from './log.ts'
import type { Metrics } from './metrics/metrics.ts'
import { followerMetrics, serviceMetrics } from './metrics/process.ts'
import { startMetrics } from './metrics/server.ts'
import type { MetricTable } from './metrics/table.ts'
import {
  watchBus,
  watchCommands,
  watchDatabase,
  watchFollower,
  watchHistory,
  watchHttp,
  watchPool,
} from './metrics/watching.ts'
import { checkSchema, readMigrations } from './migrate.ts'
import { doOnce, forgetOnce } from './once.ts'
import { openTracing } from './open-tracing.ts'
import { answerOutbox } from './outbox.ts'
import { pruneAll } from './outbox-pruning.ts'
import { isPassing, NotConnected } from './postgres-faults.ts'
import { takesWrites } from './postgres-session.ts'
import { postgresUrl } from './postgres-url.ts'
import type { Projection } from './projection.ts'
import { makePublisher, type Publisher } from './publisher.ts'
import { answerQuestion } from './questions.ts'
import type { RouteName, Routes } from './routes.ts'
import { makeSecurityLog, type SecurityLog } from './security-log.ts'
import { answerSnapshot, type Snapshots } from './snapshot.ts'
import { makePool, type Pool } from './sql.ts'
import { answerStreams, type StreamAnswers } from './stream-answers.ts'

/** What every process is told, gateways included. */
export const processConfig = {
  NATS_URL: urls(['nats', 'tls'], {
    about: 'NATS servers; any one of them will do',
    default: ['nats://127.0.0.1:4222'],
    secret: true,
  }),
  NATS_PREFIX: words({
    about: 'first part of every subject; separates deployments that share a NATS',
    default: 'parley',
  }),
  HOST: text({ about: 'address to listen on', default: '0.0.0.0' }),
  HTTP_PORT: whole({
    about: 'port for health and the HTTP routes of the process; 0 takes a free one',
    default: 0,
    min: 0,
    max: 65_535,
  }),
  ...httpConfig,
  METRICS_PORT: optional(
    whole({
      about:
        'port of /metrics for Prometheus, apart from HTTP_PORT so that no public route leads there; 0 takes a free one. Without it nothing is served',
      min: 0,
      max: 65_535,
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    url(['http', 'https'], {
      about: 'a collector that takes traces as OTLP over HTTP. Without it none are made',
      secret: true,
    }),
  ),
  OTEL_TRACES_SAMPLER_ARG: share({ about: 'share of traces that are kept, of those that begin here', default: 1 }),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
    about: 'how much is logged',
    default: 'info',
  }),
}

/** What every service with a schema is told besides. */
export const serviceConfig = {
  ...processConfig,
  POSTGRES_URL: postgresUrl({ about: "the database, with the service's own role" }),
  POSTGRES_POOL: whole({ about: 'connections to Postgres at most', default: 10, min: 2, max: 200 }),
  OUTBOX_DAYS: whole({
    about: 'how long committed changes are kept for other services to read',
    default: 7,
    min: 1,
    max: 365,
  }),
}

export interface Kit<Table extends ConfigTable, Measured extends MetricTable = MetricTable> {
  readonly config: ConfigOf<Table & typeof serviceConfig>
  readonly log: Log
  readonly security: SecurityLog
  readonly bus: Bus
  readonly db: Database
  /** The same database by so many connections of its own: who waits there takes none from anybody else. */
  aside(connections: number): Database
  readonly publisher: Publisher
  readonly metrics: Metrics<Measured>
  /** What is served on HTTP_PORT, beside the health routes. */
  readonly http: Pick<Routes, 'serve'>
  /** What the service must release: last in, first out, after it has stopped serving. */
  readonly scope: AsyncDisposableStack
  /** Calls `work` again and again with this pause in between, one at a time; a failure is logged. */
  every(ms: number, work: () => Promise<unknown>): void
  /** Does timed work, once for all processes of the service. What each process does for itself is for `every`. */
  job<What extends string>(job: Job<What>): Promise<void>
  /** Keeps a projection of what another service commits, for as long as this one lives. */
  project<E extends EventName, Found = void>(projection: Projection<E, Found>): Promise<Follower>
}

export interface ServiceParts<O extends Owner, Context> extends StreamAnswers {
  readonly handlers: Handlers<O, Context>
  readonly context: Context
  /** What this service tells to others that begin to follow it; of all else they read the events that are held. */
  readonly snapshots?: Snapshots
}

export interface ChecksOutside extends AsyncDisposable {
  readonly checks: Checks
}

export interface ServiceDefinition<O extends Owner, Table extends ConfigTable, Measured extends MetricTable, Context> {
  readonly name: O
  readonly config: Table
  /** What it measures besides what every service does. */
  readonly metrics: Measured
  readonly migrations: URL
  /** What `parley check` looks for in its tables. Not given: whether its streams are what streams are. */
  readonly checks?: Checks
  /** The same where it keeps something outside of its tables, by its own settings. Undefined where these do not say where that is. */
  readonly checksOutside?: (env: Environment) => Promise<ChecksOutside | undefined>
  start(kit: Kit<Table, Measured>): Promise<ServiceParts<O, Context>>
}

export interface RunningService extends AsyncDisposable {
  readonly name: string
  readonly port: number
  /** Of `/metrics`, where METRICS_PORT asks for it. */
  readonly metricsPort?: number | undefined
  /** All that is answered on `port`. */
  readonly routes: readonly RouteName[]
  /** Resolves where it cannot go on, and has to be ended. */
  readonly lost: Promise<Error>
}

// biome-ignore lint/suspicious/noExplicitAny: a definition of whatever table and context; each is checked where it is made
export type AnyService = ServiceDefinition<any, any, any, any>

export const defineService = <
  O extends Owner,
  const Table extends ConfigTable,
  const Measured extends MetricTable,
  Context,
>(
  definition: ServiceDefinition<O, Table, Measured, Context>,
): ServiceDefinition<O, Table, Measured, Context> => definition

const repeat = (log: Log, ms: number, work: () => Promise<unknown>): Disposable => {
  let timer: NodeJS.Timeout
  const next = () => {
    timer = setTimeout(async () => {
      await work().catch((err) => log.warn({ err }, 'regular work failed, trying again later'))
      if (!stopped) next()
    }, ms)
  }
  let stopped = false
  next()
  return {
    [Symbol.dispose]: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Whether the table of the service has what is measured of its projections. */
const isFollowing = (metrics: object): metrics is Metrics<typeof followerMetrics> =>
  Object.keys(followerMetrics).every((name) => name in metrics)

const lookAgainMs = 500

/** Servers may come up in any order. What else is wrong with Postgres does not pass by itself. */
const untilThere = async <T>(look: () => Promise<T>, log: Log): Promise<T> => {
  for (;;) {
    try {
      return await look()
    } catch (err) {
      if (!isPassing(err)) throw err instanceof NotConnected ? err.cause : err
      log.warn({ err }, 'Postgres is not there, trying again')
      await sleep(lookAgainMs)
    }
  }
}

/** A connection to a server that takes no writes is no use, though it may be open for long: the next one may lead elsewhere. */
const isWritable = async (db: Queryable, pool: Pool, schema: string): Promise<boolean> => {
  const writable = await takesWrites(db, schema)
  if (!writable) pool.retireOpen()
  return writable
}

/** Until then nothing could be begun. */
const checkWritable = async (pool: Pool, schema: string): Promise<void> => {
  const query: Queryable['query'] = async (sql, values) => (await pool.query(sql, values as unknown[])).rows
  if (!(await isWritable({ query }, pool, schema)))
    throw Object.assign(new Error('the server takes no writes: it is a standby, or read-only'), { code: '25006' })
}
/** A promotion shows when something is written; where nothing is, it does not take longer than this. */
const lookAtHistoryMs = 1_000

/** Whether Postgres answers, on a server of the history that this process works on. */
const isInEpoch = async (db: Database): Promise<boolean> =>
  db.read(await db.query<InEpoch>('select current_epoch() as epoch')) === db.epoch

/**
 * Starts a service, or releases all it took and throws. Waits for servers that are not there yet, and begins again where Postgres
 * goes in the middle. Disposing it finishes what is in flight.
 */
export const startService = async <O extends Owner, Table extends ConfigTable, Measured extends MetricTable, Context>(
  definition: ServiceDefinition<O, Table, Measured, Context>,
  env: Environment,
  options: { readonly log?: Log } = {},
): Promise<RunningService> => {
  const config = readConfig({ ...serviceConfig, ...definition.config }, env) as ConfigOf<Table & typeof serviceConfig>
  const log = options.log ?? makeLog(definition.name, (config as ConfigOf<typeof serviceConfig>).LOG_LEVEL)
  return untilThere(() => startOnce(definition, config, log), log)
}

interface Following {
  readonly owner: Owner
  readonly follower: Follower
}

/** What an owner tells before it comes to its outbox is taken by all that is kept of it. */
const takeAll =
  (projections: readonly Following[]) =>
  async (told: readonly ToldAhead[]): Promise<object> => {
    for (const { owner, follower } of projections) await follower.take(told.filter(({ on }) => ownerOf(on) === owner))
    return {}
  }

const startOnce = async <O extends Owner, Table extends ConfigTable, Measured extends MetricTable, Context>(
  definition: ServiceDefinition<O, Table, Measured, Context>,
  config: ConfigOf<Table & typeof serviceConfig>,
  log: Log,
): Promise<RunningService> => {
  await using scope = new AsyncDisposableStack()
  const base = config as ConfigOf<typeof serviceConfig>
  const tracing = await openTracing(definition.name, base, log, scope)
  const table = { ...serviceMetrics, ...definition.metrics }
  const { metrics, metricsPort } = await startMetrics(definition.name, table, base, scope)

  const { pool, history } = openPool({ url: base.POSTGRES_URL, schema: definition.name, size: base.POSTGRES_POOL, log })
  scope.defer(() => pool.end())
  const migrations = await readMigrations(definition.migrations)
  await untilThere(async () => {
    await checkSchema(pool, migrations)
    await checkWritable(pool, definition.name)
    await history.look()
  }, log)

  const bus = scope.use(await connectBus(base.NATS_URL, base.NATS_PREFIX, log))
  const publisher = makePublisher(bus, definition.name)
  const db = makeDatabase(pool, history, publisher)
  const aside = (size: number) => {
    const enter = (client: pg.ClientBase) => history.enter(client)
    const own = makePool({ url: base.POSTGRES_URL, schema: definition.name, size, log, enter })
    scope.defer(() => own.end())
    return makeDatabase(own, history, publisher)
  }
  const epochs = scope.use(tellEpochs(bus, definition.name, history))
  watchBus(metrics, bus)
  watchPool(metrics, pool)
  watchDatabase(metrics, db)
  watchHistory(metrics, history)

  let serving = false
  const http = scope.use(
    makeHttpSide(
      async () => serving && bus.ready() && (await isWritable(db, pool, definition.name)) && (await isInEpoch(db)),
      base,
    ),
  )
  watchHttp(metrics, http)
  const every = (ms: number, work: () => Promise<unknown>) => void scope.use(repeat(log, ms, work))

  const projections: Following[] = []
  const project = async <E extends EventName, Found>(projection: Projection<E, Found>) => {
    const follower = scope.use(await follow({ bus, db, log }, projection))
    projections.push({ owner: projection.owner, follower })
    if (isFollowing(metrics)) watchFollower(metrics, projection, follower)
    return follower
  }

  const security = makeSecurityLog(log)
  const jobs = scope.use(openJobs({ db, log, metrics }))
  const job = <What extends string>(work: Job<What>) => jobs.add(work)
  const kit = {
    config,
    log,
    security,
    bus,
    db,
    aside,
    publisher,
    metrics,
    http: http.routes,
    scope,
    every,
    job,
    project,
  }
  const parts = await definition.start(kit)
  const port = await http.listen(base.HTTP_PORT, base.HOST)
  scope.use(answerStreams(bus, definition.name, db, history, parts))
  scope.use(answerOutbox(bus, definition.name, db))
  scope.use(answerQuestion(bus, definition.name, 'told', takeAll(projections)))
  scope.use(answerSnapshot(bus, definition.name, db, parts.snapshots ?? {}))
  every(lookAtHistoryMs, () => epochs.look().catch(history.unknown))
  await job({
    name: 'prune-outbox',
    everySeconds: 60,
    counts: ['rows'],
    run: async () => ({ rows: await pruneAll(db, base.OUTBOX_DAYS) }),
  })
  await job({
    name: 'forget-once',
    everySeconds: 600,
    counts: ['rows'],
    run: async () => ({ rows: await forgetOnce(db) }),
  })
  const once: Once = (asking, act) => doOnce(db, asking, act)
  watchCommands(
    metrics,
    scope.use(serveCommands(definition.name, bus, log, parts.handlers, parts.context, metrics, once, tracing)),
  )
  await bus.flush()
  scope.defer(() => jobs[Symbol.asyncDispose]())
  serving = true
  scope.defer(() => {
    serving = false
  })
  log.info({ port, metrics_port: metricsPort }, 'serving')

  const running = scope.move()
  return {
    name: definition.name,
    port,
    metricsPort,
    routes: http.routes.names,
    lost: bus.lost,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
