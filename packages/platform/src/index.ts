export { type Platform, type PlatformOptions, prepareDatabase, type ServerUrls, startPlatform } from './platform.ts'
export { measured, processes } from './processes.ts'
export { type PlatformService, services } from './services.ts'
