export { addressKey, isNetwork, networks, plainAddress } from './addresses.ts'
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
  listOf,
  oneOf,
  optional,
  readConfig,
  type Setting,
  setIn,
  setting,
  text,
  url,
  urls,
  whole,
  withSecretsRead,
} from './config.ts'
export { letNobodyRead, type OpenPath } from './cors.ts'
export {
  type Database,
  type InEpoch,
  type LockedStream,
  type Placed,
  type Queryable,
  streamName,
  type Transaction,
} from './database.ts'
export { type Edge, type EdgeOptions, keyHeader, makeEdge } from './edge.ts'
export { edgeConfig, originsSetting, proxiesSetting } from './edge-settings.ts'
export { beginEpoch, newEpochSql, refuseRunning } from './epoch.ts'
export { fittingCount, itemBytes, splitFitting, takeFitting } from './fitting.ts'
export { type Follower, type FollowerMeans, follow } from './follower.ts'
export { type HttpSide, makeHttpSide } from './health.ts'
export { answerHeaders, bodyFault, endWith, refuseSocket, requireJson, sendError, useEdge } from './http-answers.ts'
export { httpConfig } from './http-settings.ts'
export type { Job } from './jobs.ts'
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
export { applyWithin, checkSchema, type Migration, migrate, readMigrations, schemaFault } from './migrate.ts'
export { mostConnections } from './open-files.ts'
export { hostText, isOrigin, type Origin, originText } from './origins.ts'
export { OtherHistory } from './other-history.ts'
export { readOutbox } from './outbox.ts'
export { makePace, type Pace } from './pace.ts'
export { checkPlain, isPlainTarget } from './plain-requests.ts'
export { openClient } from './postgres-connect.ts'
export { isPassing, isServerFault } from './postgres-faults.ts'
export { type Credentials, postgresUrl, readPostgresUrl, withUser } from './postgres-url.ts'
export { endAtSignal, runProcess, stopWithinMs } from './process.ts'
export { followerMetrics, processMetrics, serviceMetrics } from './process-metrics.ts'
export { newestOf, type Projection, type Told } from './projection.ts'
export { migrationLock, provision, roleOf, type ServiceDatabase, serviceUrl } from './provision.ts'
export { type Publisher, type StreamEvents, splitEvents } from './publisher.ts'
export { answerQuestion, askOwner } from './questions.ts'
export { statusOf } from './refusal.ts'
export { verifierOf } from './role.ts'
export {
  makeSecurityLog,
  type SecurityEventName,
  type SecurityFacts,
  type SecurityLog,
  securityEvents,
} from './security-log.ts'
export { type WarnSeldom, warnSeldom } from './seldom.ts'
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
export type { Snapshot, Snapshots, Summary } from './snapshot.ts'
export { steadyNow } from './steady-clock.ts'
export {
  mostHeads,
  mostRanges,
  mostReaders,
  mostSights,
  type OpenReaders,
  page,
  type ReadSights,
} from './streams.ts'
export { tellWhile } from './tell-while.ts'
export { currentSpan, messaging, noteError, openTracing, type Span, type Tracing, within } from './tracing.ts'
export { watchBus, watchHttp } from './watching.ts'
