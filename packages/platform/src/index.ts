export { migrateConfig } from './migrate.ts'
export { natsAuthorization, natsPasswordVariable, natsUserOf } from './nats-config.ts'
export {
  type LogLines,
  type Platform,
  type PlatformOptions,
  prepareDatabase,
  type ServerUrls,
  startPlatform,
} from './platform.ts'
export { measured, processes } from './processes.ts'
export { type PlatformService, services } from './services.ts'
