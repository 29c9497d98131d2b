export { type Appointed, appoint } from './appoint.ts'
export { chatConfig } from './config.ts'
export { type Estate, estates } from './estates.ts'
export { chatExporting } from './exporting.ts'
export {
  exportHeld,
  type Held,
  type Holding,
  type HoldKind,
  type HoldRow,
  hold,
  holdKinds,
  lift,
  listHolds,
} from './holds.ts'
export {
  type Closing,
  closeReportWith,
  type Report,
  type ReportOutcome,
  reportOutcomes,
  reportsThatAre,
  type SealedReport,
  sealedReport,
} from './reports.ts'
export { removeOld } from './retention.ts'
export { exportRoom } from './room-file/export.ts'
export { importRoom } from './room-file/import.ts'
export { RoomFileFault } from './room-file/lines.ts'
export { chat } from './service.ts'
