export { migrateConfig } from './migrate.ts'
export { natsAuthorization, natsConfig, natsPasswordVariable, natsUserOf } from './nats-config.ts'
export {
  type LogLines,
  type Platform,
  type PlatformOptions,
  prepareDatabase,
  type ServerUrls,
  startPlatform,
} from './platform.ts'
export { measured, processes } from './processes.ts'
export { redisUsers } from './redis-users.ts'
export { type PlatformService, services } from './services.ts'
