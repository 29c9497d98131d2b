export { mostHidden, peopleAtOnce, usualPage } from './chat.ts'
export { type CloseName, closeCodes, mayReconnect } from './close-codes.ts'
export {
  detailsOf,
  type ErrorBody,
  type ErrorDetail,
  type ErrorName,
  errorBody,
  errorDetails,
  errors,
  everyCommandErrors,
  Failure,
  fail,
} from './errors.ts'
export { decodeEvents, type EventBatch, encodeEvents, encodeFormer, encodeSignals } from './event-batch.ts'
export { protocolJson } from './export.ts'
export type { Fault } from './fault.ts'
export {
  type Answer,
  asEvent,
  type ErrorFrame,
  frameText,
  isRedacted,
  leastFrameBytes,
  type Request,
  type ResetFrame,
  redactedEvent,
  redactedText,
  type ServerFrame,
  type SignalFrame,
  type Subprotocol,
  subprotocols,
} from './frames.ts'
export type { OutboxPage, OutboxPosition, OutboxQuestion, SnapshotQuestion } from './outbox.ts'
export {
  everyPermission,
  hasPermission,
  mostPermissions,
  type PermissionName,
  permissionNames,
  permissionSet,
  permissions,
} from './permissions.ts'
export {
  type CommandName,
  type CommandOf,
  commands,
  type EventBody,
  type EventName,
  effectOf,
  events,
  type Input,
  isAuthored,
  isCommand,
  type Output,
  type SignalBody,
  type SignalName,
  signals,
  streamOwners,
} from './protocol.ts'
export {
  type HeldQuestion,
  type KeySet,
  type OpenPage,
  type OpenQuestion,
  type Question,
  type Questions,
  questions,
  type RangeQuestion,
  type ReaderSight,
  type StreamHead,
  type StreamRange,
} from './questions.ts'
export { answerText, decodeReplies, encodeReply, errorText, okText, type Reply, type Result } from './replies.ts'
export { gatewayRights, type Rights, serviceRights } from './rights.ts'
export * from './shapes.ts'
export { encodeMarks, type Mark, Marks, markOf, type Sight, sees } from './sight.ts'
export { envelopeBytes, leastPayload, mostPieceBytes } from './sizes.ts'
export { type Call, identityOwner, inboxPrefix, type Subjects, subjects } from './subjects.ts'
export {
  type Command,
  type Effect,
  type Event,
  type Owner,
  type RateClass,
  type Signal,
  type StreamKind,
  streamKinds,
} from './table.ts'
export { checkInput, faultOf, matches } from './validate.ts'
