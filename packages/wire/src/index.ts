export { decodeEvents, type EventBatch, encodeEvents, encodeFormer, encodeSignals, isAsking } from './event-batch.ts'
export type { OutboxPage, OutboxPosition, OutboxQuestion, SnapshotQuestion } from './outbox.ts'
export {
  type AudiencesQuestion,
  type FollowQuestion,
  type FollowState,
  type HeldQuestion,
  type KeySet,
  type LeaseNews,
  type OpenPage,
  type OpenQuestion,
  type Question,
  type Questions,
  questions,
  type RangeQuestion,
  type ReachQuestion,
  type ReaderHead,
  type ReaderSight,
  type ReaderState,
  type Ruler,
  type StreamAudiences,
  type StreamHead,
  type StreamRange,
  sinceIn,
  sinceOf,
  type ToldAhead,
  type TopicQuestion,
  type TopicState,
} from './questions.ts'
export { answerText, decodeReplies, encodeReply, errorText, okText, type Reply, type Result } from './replies.ts'
export { gatewayRights, type Rights, serviceRights } from './rights.ts'
export { type Audiences, encodeMarks, type Mark, Marks, markOf, type Sight, sees, seesPassing } from './sight.ts'
export { envelopeBytes, leastPayload, mostPieceBytes } from './sizes.ts'
export {
  type Call,
  identityOwner,
  inboxPrefix,
  presenceOwner,
  relationsOwner,
  type Subjects,
  subjects,
} from './subjects.ts'
