export { notifyConfig } from './config.ts'
export { notifyExporting } from './exporting.ts'
export { notify } from './service.ts'
