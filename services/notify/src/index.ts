export { notifyConfig } from './config.ts'
export { notify } from './service.ts'
