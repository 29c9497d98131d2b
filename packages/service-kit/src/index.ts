export { type AnswerCounts, countAnswers } from './answers.ts'
export { type BatchLimits, batcher, coalesce } from './batch.ts'
export { type Bus, connectBus } from './bus.ts'
export {
  type Ask,
  type BatchHandler,
  type Caller,
  type CommandServer,
  type Handler,
  type Handlers,
  serveCommands,
} from './commands.ts'
export {
  ConfigFaults,
  type ConfigOf,
  type ConfigTable,
  type Environment,
  fileVariable,
  flag,
  list,
  oneOf,
  optional,
  readConfig,
  type Setting,
  text,
  url,
  urls,
  whole,
} from './config.ts'
export {
  type Database,
  type LockedStream,
  type Placed,
  type Queryable,
  streamName,
  type Transaction,
} from './database.ts'
export { beginEpoch } from './epoch.ts'
export { type HttpSide, makeHttpSide } from './health.ts'
export { type Log, makeLog } from './log.ts'
export {
  counter,
  gauge,
  histogram,
  type Metric,
  type MetricTable,
  sizeBuckets,
  waitBuckets,
} from './metric-table.ts'
export { type Count, type Distribution, type Histogram, type Metrics, makeMetrics, type Series } from './metrics.ts'
export { startMetrics } from './metrics-server.ts'
export { checkSchema, type Migration, migrate, readMigrations, schemaFault } from './migrate.ts'
export { readOutbox } from './outbox.ts'
export { followOutbox, type OutboxFollower } from './outbox-follower.ts'
export { makePace, type Pace } from './pace.ts'
export { type Credentials, withUser } from './postgres-url.ts'
export { endAtSignal, runProcess, stopWithinMs } from './process.ts'
export { followerMetrics, processMetrics, serviceMetrics } from './process-metrics.ts'
export { provision, roleOf, type ServiceDatabase, serviceUrl } from './provision.ts'
export { type Publisher, type StreamEvents, splitEvents } from './publisher.ts'
export { verifierOf } from './role.ts'
export {
  type AnyService,
  defineService,
  type Kit,
  processConfig,
  type RunningService,
  type ServiceDefinition,
  type ServiceParts,
  serviceConfig,
  startService,
} from './service.ts'
export { isServerFault } from './sql.ts'
export { mostRanges, type OpenReaders, page } from './streams.ts'
export { currentSpan, messaging, noteError, openTracing, type Span, type Tracing, within } from './tracing.ts'
export { watchBus, watchFollower } from './watching.ts'
