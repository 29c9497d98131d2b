export { chat } from './service.ts'
