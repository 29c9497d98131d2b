export { presenceConfig } from './config.ts'
export { presence } from './service.ts'
