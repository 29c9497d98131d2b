export { addressKey, isNetwork, networks, plainAddress } from './addresses.ts'
export { type AnswerCounts, countAnswers } from './answers.ts'
export { type BatchLimits, batcher, coalesce } from './batch.ts'
export { type Bus, connectBus } from './bus.ts'
export { beforeIds, type Check, type CheckMeans, type Checks, type Finding, inPages } from './checks/check.ts'
export { type Checked, type Mended, openToLook, openToMend } from './checks/open-checked.ts'
export { streamChecks } from './checks/streams.ts'
export { readTold, type ToldOf } from './checks/told-of.ts'
export { type Clock, openClock } from './clock.ts'
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
export type { Database, InEpoch, Queryable } from './database.ts'
export { type Edge, type EdgeOptions, edgeBehindGateway, keyHeader, makeEdge } from './edge.ts'
export { edgeConfig, networksSetting, originsSetting } from './edge-settings.ts'
export { beginEpoch, newEpochSql, refuseRunning } from './epoch.ts'
export { answerErase, type ErasingStep, eraseRows, eraseStream, type Piece } from './erasing.ts'
export { answerExport, type ExportedPiece, type ExportStep, exportRows, type Line, linesAtOnce } from './exporting.ts'
export { fittingCount, itemBytes, jsonBytes, splitFitting, takeFitting } from './fitting.ts'
export { type Follower, type FollowerMeans, follow } from './follower.ts'
export { type HttpSide, makeHttpSide } from './health.ts'
export { answerHeaders, bodyFault, endWith, refuseSocket, requireJson, sendError, useEdge } from './http-answers.ts'
export { httpConfig } from './http-settings.ts'
export type { Job } from './jobs.ts'
export { type LockedStream, LockedStreams } from './locked-streams.ts'
export { type Log, makeLog } from './log.ts'
export { type LogMethod, limitLines } from './log-limit.ts'
export { type Mail, type Mailer, mailConfig, mailFaultOf, openMailer } from './mail.ts'
export {
  type Count,
  type Distribution,
  type Histogram,
  type Metrics,
  makeMetrics,
  type Series,
} from './metrics/metrics.ts'
export { followerMetrics, processMetrics, serviceMetrics } from './metrics/process.ts'
export { startMetrics } from './metrics/server.ts'
export {
  counter,
  gauge,
  histogram,
  type Metric,
  type MetricTable,
  sizeBuckets,
  waitBuckets,
} from './metrics/table.ts'
export { watchBus, watchHttp } from './metrics/watching.ts'
export { applyWithin, checkSchema, type Migration, migrate, readMigrations, schemaFault } from './migrate.ts'
export { mostConnections } from './open-files.ts'
export { openTracing } from './open-tracing.ts'
export { hostText, isOrigin, type Origin, originText } from './origins.ts'
export { OtherHistory } from './other-history.ts'
export { readOutbox } from './outbox.ts'
export { openOwn } from './own-streams.ts'
export { makePace, type Pace } from './pace.ts'
export { checkPlain, isPlainTarget } from './plain-requests.ts'
export { openClient } from './postgres-connect.ts'
export { isPassing, isServerFault } from './postgres-faults.ts'
export { type Credentials, postgresUrl, readPostgresUrl, withUser } from './postgres-url.ts'
export { endAtSignal, runProcess, stopWithinMs } from './process.ts'
export { newestOf, type Projection, type Told } from './projection.ts'
export { migrationLock, provision, roleOf, type ServiceDatabase, serviceUrl } from './provision.ts'
export { type Publisher, type StreamEvents, splitEvents } from './publisher.ts'
export { answerQuestion, askInParts, askOwner } from './questions.ts'
export { openRedisClient, type RedisClient } from './redis-clients.ts'
export { type RedisAddress, redisUrl } from './redis-url.ts'
export { statusOf } from './refusal.ts'
export { verifierOf } from './role.ts'
export { type RouteName, Routes, type ServedRoutes } from './routes.ts'
export { ensureSecret } from './secret.ts'
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
  type ChecksOutside,
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
export { checkMay, checkStanding, type StandingClaims, Standings } from './standings.ts'
export { steadyNow } from './steady-clock.ts'
export {
  mostAudiences,
  mostFollows,
  mostReaders,
  mostReadersOfOne,
  mostSights,
  type OpenReaders,
  type ReadAudiences,
  type ReadSights,
} from './stream-answers.ts'
export { eventsAt, mostHeads, mostRanges, page } from './streams.ts'
export { tellWhile } from './tell-while.ts'
export { bearerOf, type Identity, type Scopes, Tokens } from './tokens.ts'
export { keepTokens } from './tokens-kept.ts'
export { errorOf } from './told.ts'
export { currentSpan, messaging, noteError, type Span, type Tracing, within } from './tracing.ts'
export { ensureStreams, type Placed, streamName, type Transaction } from './transaction.ts'
