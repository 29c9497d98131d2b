/** The protocol table, put together from its owners' parts. Everything that speaks or documents Parley reads it here. */
import type { Static } from 'typebox'
import { authCommands, authEvents } from './auth.ts'
import { chatCommands, chatEvents, chatSignals } from './chat.ts'
import { gatewayCommands } from './gateway.ts'
import type { Effect, Event, Owner } from './table.ts'

export const commands = { ...gatewayCommands, ...authCommands, ...chatCommands }
export const events = { ...authEvents, ...chatEvents }
export const signals = { ...chatSignals }

/** The name of a command, such as `message.send`. */
export type CommandName = keyof typeof commands
/** The name of an event, such as `message.sent`. */
export type EventName = keyof typeof events
/** The name of a signal, such as `cursor.moved`. */
export type SignalName = keyof typeof signals

/** What a command takes: `Input<'message.send'>` is `{ room, id, text }`. */
export type Input<C extends CommandName> = Static<(typeof commands)[C]['input']>
/** What a command answers: `Output<'message.send'>` is `{ seq, at }`. */
export type Output<C extends CommandName> = Static<(typeof commands)[C]['output']>
/** What is in the `is` of an event. */
export type EventBody<E extends EventName> = Static<(typeof events)[E]['body']>
/** What is in the `is` of a signal. */
export type SignalBody<S extends SignalName> = Static<(typeof signals)[S]['body']>

/** The commands of one owner. */
export type CommandOf<O extends Owner> = {
  [C in CommandName]: (typeof commands)[C]['owner'] extends O ? C : never
}[CommandName]

/** The services whose streams clients follow; the gateway asks each of them what a reader may follow. */
export const streamOwners = ['chat'] as const satisfies readonly Owner[]

export const isCommand = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name)

/** The entry of an event, for whoever holds a name that came over the wire: newer services send some that are not here. */
const entryOf = (name: string): Event | undefined =>
  Object.hasOwn(events, name) ? (events as Record<string, Event>)[name] : undefined

/** What an event of this name does besides saying something. */
export const effectOf = (name: string): Effect | undefined => entryOf(name)?.effect

/** Whether an event of this name is what its author says. */
export const isAuthored = (name: string): boolean => entryOf(name)?.authored === true
