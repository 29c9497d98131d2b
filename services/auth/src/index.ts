export { authConfig } from './config.ts'
export { authExporting } from './exporting.ts'
export {
  appointBy,
  deedsOf,
  endKeyBy,
  inviteBy,
  keysOf,
  logOutBy,
  makeKeyBy,
  peopleLike,
  personNamed,
  personOf,
  type RestrictionKind,
  releaseBy,
  resetBy,
  restrictBy,
  rotateKeyBy,
  staffOf,
} from './operator.ts'
export { auth } from './service.ts'
export { usualKeepMs } from './service-keys.ts'
