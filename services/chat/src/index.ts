export { chatConfig } from './config.ts'
export { chat } from './service.ts'
