export {
  type LogLines,
  type Platform,
  type PlatformOptions,
  prepareDatabase,
  type ServerUrls,
  startPlatform,
} from './platform.ts'
export { processes } from './processes.ts'
export { type PlatformService, services } from './services.ts'
