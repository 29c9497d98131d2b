export { authConfig } from './config.ts'
export { auth } from './service.ts'
