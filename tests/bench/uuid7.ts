export { uuid7 } from '../../packages/client/src/uuid7.ts'
