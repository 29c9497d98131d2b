export { OwnSecurity } from './own-security.tsx'
