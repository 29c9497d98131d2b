export { contactsConfig } from './config.ts'
export { contacts } from './service.ts'
