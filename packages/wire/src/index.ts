export { decodeEvents, type EventBatch, encodeEvents, encodeFormer, encodeSignals, isAsking } from './event-batch.ts'
export type { OutboxPage, OutboxPosition, OutboxQuestion, SnapshotQuestion } from './outbox.ts'
export {
  type AudiencesQuestion,
  type FollowQuestion,
  type FollowState,
  type Glimpse,
  type GlimpseQuestion,
  type HeldQuestion,
  type KeySet,
  type LeaseNews,
  type NoticeQuestion,
  type Notices,
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
  type Standing,
  type StandingQuestion,
  type StreamAudiences,
  type StreamHead,
  type StreamRange,
  sinceIn,
  sinceOf,
  type Thereness,
  type ToldAhead,
  type TopicQuestion,
  type TopicState,
  type Why,
} from './questions.ts'
export { answerText, decodeReplies, encodeReply, errorText, okText, type Reply, type Result } from './replies.ts'
export { gatewayRights, type Rights, serviceRights } from './rights.ts'
export { type Audiences, encodeMarks, type Mark, Marks, markOf, type Sight, sees, seesPassing } from './sight.ts'
export { envelopeBytes, leastPayload, mostPieceBytes } from './sizes.ts'
export {
  type Call,
  identityOwner,
  inboxPrefix,
  notifyOwner,
  presenceOwner,
  relationsOwner,
  roomsOwner,
  type Subjects,
  subjects,
} from './subjects.ts'
