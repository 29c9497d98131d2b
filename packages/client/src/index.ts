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
export { type Clock, systemClock } from './clock.ts'
export type { Encoding } from './encoding.ts'
export { type EventOf, isEvent, isSignal, type SignalOf } from './events.ts'
export { post, type Server } from './http.ts'
export type { Member } from './members.ts'
export type { Message } from './messages.ts'
export type { ParleyOptions } from './options.ts'
export type { Sent } from './outbox.ts'
export { localStorageOutbox, memoryOutbox, type OutboxStore, type Pending } from './outbox-store.ts'
export { Parley } from './parley.ts'
export { ParleyError } from './parley-error.ts'
export type { People, Person } from './people.ts'
export { eventsAfter, type PositionStore, type Positions } from './positions.ts'
export type { Room } from './room.ts'
export { logIn, Session, type SessionOptions, signUp } from './session.ts'
export type { ParleyState } from './state.ts'
export type { Position } from './streams.ts'
export type { Told } from './told.ts'
export { uuid7 } from './uuid7.ts'
export { type Watchable, watch } from './watch.ts'
export type { WebSocketLike } from './web-socket.ts'
