/** The protocol table, put together from its owners' parts. Everything that speaks or documents Parley reads it here. */
import type { Static } from 'typebox'
import { authCommands, authEvents } from './auth.ts'
import { chatCommands, chatEvents, chatSignals } from './chat.ts'
import { gatewayCommands } from './gateway.ts'
import type { Event, Owner } from './table.ts'

export const commands = { ...gatewayCommands, ...authCommands, ...chatCommands }
export const events = { ...authEvents, ...chatEvents }
export const signals = { ...chatSignals }

export type CommandName = keyof typeof commands
export type EventName = keyof typeof events
export type SignalName = keyof typeof signals

export type Input<C extends CommandName> = Static<(typeof commands)[C]['input']>
export type Output<C extends CommandName> = Static<(typeof commands)[C]['output']>
export type EventBody<E extends EventName> = Static<(typeof events)[E]['body']>
export type SignalBody<S extends SignalName> = Static<(typeof signals)[S]['body']>

/** The commands of one owner. */
export type CommandOf<O extends Owner> = {
  [C in CommandName]: (typeof commands)[C]['owner'] extends O ? C : never
}[CommandName]

/** The services whose streams clients follow; the gateway asks each of them what a reader may follow. */
export const streamOwners = ['chat'] as const satisfies readonly Owner[]

export const isCommand = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name)

/** An event's effect on subscriptions, for whoever holds a name that came over the wire. */
export const followEffect = (name: string): Event['follow'] =>
  Object.hasOwn(events, name) ? (events as Record<string, Event>)[name]?.follow : undefined
