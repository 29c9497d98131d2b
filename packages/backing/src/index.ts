export { type Access, type Backing, type BackingOptions, type Source, startBacking } from './backing.ts'
export { startCaddy } from './caddy.ts'
export { type ClamdOptions, startClamd, testVirus } from './clamd.ts'
export { type Env, toolEnv } from './env.ts'
export { fakeTime } from './fake-time.ts'
export { FolderInUse } from './former-process.ts'
export { freePort } from './free-port.ts'
export { startHaproxy } from './haproxy.ts'
export { type NatsOptions, natsSettings, startNats } from './nats.ts'
export { startNginx } from './nginx.ts'
export { keptPassword } from './password.ts'
export { currentPgbouncer, type PgbouncerOptions, startPgbouncer } from './pgbouncer.ts'
export { type PostgresOptions, startPostgres } from './postgres.ts'
export { addressOfRunning } from './postgres-address.ts'
export { privateFolder, writePrivate } from './private-files.ts'
export type { ProxyOptions } from './proxy.ts'
export { type RedisOptions, redisSettings, startRedis } from './redis.ts'
export {
  type ContainerRun,
  type ReadyEngine,
  type RunningContainer,
  readyEngine,
  runContainer,
} from './run-container.ts'
export type { Server, ServerOptions } from './server.ts'
export { type Standby, type StandbyOptions, startStandby } from './standby.ts'
export { type S3Server, startS3 } from './swift.ts'
export { startTraefik } from './traefik.ts'
export { within } from './within.ts'
