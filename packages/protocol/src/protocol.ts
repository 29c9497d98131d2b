/** The protocol table, put together from its owners' parts. Everything that speaks or documents Parley reads it here. */
import type { Static } from 'typebox'
import { redactedEvent } from './frames.ts'
import { type Joined, parts } from './parts.ts'
import type { Command, Effect, Event, Owner, Part, Signal, StreamEntry, StreamKind } from './table.ts'

const byOwner: Readonly<Record<Owner, Part>> = parts

/** The services and the gateway, in the order of the record. */
export const owners = Object.keys(parts) as Owner[]

const join = <Table extends 'streams' | 'commands' | 'events' | 'signals'>(table: Table): Joined<Table> =>
  Object.assign({}, ...owners.map((owner) => byOwner[owner][table]))

export const commands = join('commands')
export const events = join('events')
export const signals = join('signals')
const streams: Readonly<Record<StreamKind, StreamEntry>> = join('streams')

/** What each kind of stream is. */
export const streamKinds = Object.fromEntries(
  Object.entries<StreamEntry>(streams).map(([kind, { about }]) => [kind, about]),
) as Readonly<Record<StreamKind, string>>

/** Where the numbers of the errors of each owner begin. */
export const errorBlocks = Object.fromEntries(owners.map((owner) => [owner, byOwner[owner].errorBlock])) as Readonly<
  Record<Owner, number>
>

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
/** The events that a stream of this kind carries; of a stream that may be of several kinds, those that all of them do. */
export type EventOn<K extends StreamKind> = {
  [E in EventName]: [K] extends [(typeof events)[E]['stream'] | NonNullable<(typeof events)[E]['also']>] ? E : never
}[EventName]
/** What is in the `is` of a signal. */
export type SignalBody<S extends SignalName> = Static<(typeof signals)[S]['body']>

/** The commands of one owner. */
export type CommandOf<O extends Owner> = {
  [C in CommandName]: (typeof commands)[C]['owner'] extends O ? C : never
}[CommandName]

/** What a token that names its scopes has to name for this command: the part that it is of, and whether it only reads. */
export const scopeOf = (name: CommandName): string => {
  const { owner, rate } = commands[name]
  return `${owner}:${rate === 'read' || rate === 'free' ? 'read' : 'write'}`
}

/** The same by the first word of the command, such as `room:write`: what a service key is made for. */
export const wordScopeOf = (name: CommandName): string => {
  const { rate } = commands[name]
  const [word] = name.split('.')
  return `${word}:${rate === 'read' || rate === 'free' ? 'read' : 'write'}`
}

/** What belongs to somebody who logs in, and to those who run the platform, no key can have; what a connection needs itself, each has. */
const isForKeys = (name: CommandName): boolean => {
  const { access, rate, needs, owner }: Command = commands[name]
  if (access !== 'user' || rate === 'free' || needs !== undefined) return false
  if (name.startsWith('archive.')) return false
  if (owner === 'gateway' && rate === 'read') return false
  return owner !== 'auth' || name.startsWith('user.')
}

/** By which a directory manages people and groups: routes, and no command. */
export const scimScope = 'scim:write'

/** All that a service key can be made for, in the order of the alphabet. */
export const keyScopes: readonly string[] = [
  scimScope,
  ...new Set((Object.keys(commands) as CommandName[]).filter(isForKeys).map(wordScopeOf)),
].toSorted()

/** Whether somebody may call it who is suspended: it only reads, or takes back what is theirs. */
export const mayWhileSuspended = (name: CommandName): boolean => {
  const { rate, whileSuspended }: Command = commands[name]
  return whileSuspended === true || rate === 'read' || rate === 'free'
}

/** Whether guests may call it. */
export const mayAsGuest = (name: CommandName): boolean => {
  const { notByGuests }: Command = commands[name]
  return notByGuests !== true
}

/** The services whose streams clients follow; the gateway asks each of them what a reader may follow. */
export const streamOwners: readonly Owner[] = owners.filter((owner) =>
  Object.values(byOwner[owner].streams).some(({ followed }) => followed),
)

/** The services that have topics. */
export const topicOwners: readonly Owner[] = owners.filter((owner) =>
  Object.values(byOwner[owner].streams).some(({ topic }) => topic),
)

/** Whether a stream of this name is a topic. */
export const isTopic = (on: string): boolean => entryOfStream(on)?.topic === true

const entryOfStream = (on: string): StreamEntry | undefined => {
  const kind = on.slice(0, on.lastIndexOf('/'))
  return Object.hasOwn(streams, kind) ? streams[kind as StreamKind] : undefined
}

export const isCommand = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name)

/** Whether a stream of this name rules others. */
export const doesRule = (on: string): boolean => entryOfStream(on)?.rules === true

const rightsEffects: readonly (Effect | undefined)[] = ['rule', 'end', 'close']

/** Whether an event of this name, in a stream of this kind, changes who sees what in streams that this one rules. One of a later release may. */
export const changesRights = (kind: StreamKind, ev: string): boolean =>
  doesRule(`${kind}/`) && (isOfLaterRelease(ev) || rightsEffects.includes(effectOf(ev)))

/** The entry of an event, for whoever holds a name that came over the wire: newer services send some that are not here. */
const entryOf = (name: string): Event | undefined =>
  Object.hasOwn(events, name) ? (events as Record<string, Event>)[name] : undefined

const isOfLaterRelease = (name: string): boolean => entryOf(name) === undefined && name !== redactedEvent

/** What an event of this name does besides saying something. */
export const effectOf = (name: string): Effect | undefined => entryOf(name)?.effect

/** The entry of a signal; newer services send some that are not here. */
export const signalOf = (name: string): Signal | undefined =>
  Object.hasOwn(signals, name) ? (signals as Record<string, Signal>)[name] : undefined

/** The positions that an event of this name takes back, by the effects `redact` and `trim`. */
export const takenBackBy = (name: string, is: object): readonly number[] => {
  const { seq, also = [] } = is as { readonly seq?: number; readonly also?: readonly number[] }
  const effect = effectOf(name)
  if (effect === 'trim') return also
  return effect === 'redact' && seq !== undefined ? [seq, ...also] : []
}

/** Whether an event adds to the unread count of those who have not read that far: its twin goes on doing so. */
export const countsAsUnread = (event: { readonly ev: string; readonly counts?: unknown }): boolean =>
  event.ev === redactedEvent ? event.counts !== false : entryOf(event.ev)?.counts === true

/** The names of the events that count as unread. */
export const countingEvents: readonly string[] = Object.entries<Event>(events).flatMap(([name, { counts }]) =>
  counts ? [name] : [],
)

/** Whether an event or signal of this name says more of the message at `is.seq`. */
export const isOfMessage = (name: string): boolean => (entryOf(name) ?? signalOf(name))?.ofMessage === true

/** Whether an event or signal of this name is what its author says. */
export const isAuthored = (name: string): boolean => (entryOf(name) ?? signalOf(name))?.authored === true
