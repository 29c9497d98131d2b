export type {
  CommandName,
  ErrorBody,
  ErrorName,
  EventFrame,
  EventName,
  Input,
  Output,
  ResetFrame,
  SignalFrame,
  SignalName,
} from '@parley/protocol'
export type { Seat } from './asides.ts'
export { type Clock, systemClock } from './clock.ts'
export type { Reactors } from './deeds.ts'
export type { Draft, DraftStore, KeptDraft } from './draft.ts'
export type { Encoding } from './encoding.ts'
export { type EventOf, isEvent, isSignal, type SignalOf } from './events.ts'
export type { Excerpt } from './excerpt.ts'
export { post, type Server } from './http.ts'
export type { Preference, PreferenceChange } from './keeping.ts'
export type { Member } from './members.ts'
export type { Aside, AttachedFile, Mentions } from './mentions.ts'
export type { Message, Poll, Reaction, Thread } from './messages.ts'
export type { ParleyOptions } from './options.ts'
export { Parley } from './parley.ts'
export { ParleyError } from './parley-error.ts'
export type { People, Person } from './people.ts'
export { eventsAfter, type PositionStore, type Positions } from './positions.ts'
export type { Receipt } from './receipts.ts'
export type {
  Forwarded,
  Invite,
  InviteTerms,
  PollTerms,
  Role,
  Room,
  RoomChange,
  RoomSnapshot,
  SendOptions,
  SnapshotPage,
  When,
} from './room.ts'
export { confirmLogIn, logIn, Session, type SessionOptions, signUp } from './session.ts'
export type { ParleyState } from './state.ts'
export type { Position } from './streams.ts'
export type { Told } from './told.ts'
export type { Sent } from './unsent.ts'
export { localStorageUnsent, memoryUnsent, type Pending, type UnsentStore } from './unsent-store.ts'
export { uuid7 } from './uuid7.ts'
export { type Watchable, watch } from './watch.ts'
export type { WebSocketLike } from './web-socket.ts'
