export { type Backing, type BackingOptions, type Source, startBacking } from './backing.ts'
export type { Env } from './env.ts'
export { freePort } from './free-port.ts'
export { type NatsOptions, startNats } from './nats.ts'
export { type NginxOptions, startNginx } from './nginx.ts'
export { type PostgresOptions, startPostgres } from './postgres.ts'
export { startRedis } from './redis.ts'
export {
  type ContainerRun,
  type ReadyEngine,
  type RunningContainer,
  readyEngine,
  runContainer,
} from './run-container.ts'
export type { Server, ServerOptions } from './server.ts'
export { within } from './within.ts'
