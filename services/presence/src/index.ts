export { presenceConfig } from './config.ts'
export { presenceExporting } from './exporting.ts'
export { presence } from './service.ts'
