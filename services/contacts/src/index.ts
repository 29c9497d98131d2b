export { contactsConfig } from './config.ts'
export { contactsExporting } from './exporting.ts'
export { contacts } from './service.ts'
