export { filesConfig } from './config.ts'
export { files } from './service.ts'
