/**
 * What the SDK needs of the protocol's table, as plain data: where the SDK is built, this stands in the bundle in place of
 * the table and its schemas.
 */
import {
  type Command,
  type CommandName,
  closeCodes,
  commands,
  type ErrorBody,
  type ErrorName,
  type Event,
  errorBody,
  errors,
  events,
  MessageText,
  peopleAtOnce as mostAtOnce,
  messagesAtOnce as mostDeleted,
  mostFollowed as mostNamed,
  mostPosters as mostPosting,
  mostPositions as mostSaid,
  StreamName,
  typingMs as typing,
} from '@parley/protocol'

const repeatableOf = (name: CommandName): Command['repeatable'] | false => {
  const { rate, repeatable }: Command = commands[name]
  return repeatable ?? rate === 'read'
}
const names = Object.keys(commands) as CommandName[]
const isAlways = (name: CommandName): boolean => repeatableOf(name) === true
const verbOf = (name: string): string => name.slice(name.indexOf('.') + 1)
/** Most of whose commands may not always be repeated. */
const verbs = [...Map.groupBy(names, verbOf)].flatMap(([verb, all]) =>
  all.filter(isAlways).length * 2 > all.length ? [] : [verb],
)

/** What may not always be repeated: verbs that stand behind a dot, of most commands that have them; and names of other commands. */
export const unrepeatable: readonly string[] = [
  ...verbs,
  ...names.filter((name) => !isAlways(name) && !verbs.includes(verbOf(name))),
]

/** The names of commands that may, though others of their verb may not. */
export const repeatable: readonly string[] = names.filter((name) => isAlways(name) && verbs.includes(verbOf(name)))

/** By the name of the command: the members of which one has to be given where it is to be repeated. */
export const repeatableWith: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  names.flatMap((name) => {
    const members = repeatableOf(name)
    return typeof members === 'object' ? [[name, members]] : []
  }),
)

/**
 * By the name of the event. All others, also those that newer servers send, count nothing and have no effect here: those that rule a
 * space are with what is known of spaces (`rules.inline.ts`).
 */
export const effects: Readonly<Record<string, Pick<Event, 'counts' | 'effect'>>> = Object.fromEntries(
  Object.entries<Event>(events).flatMap(([name, { counts, effect }]) =>
    counts || (effect && effect !== 'rule') ? [[name, { counts, effect }]] : [],
  ),
)

/** What the SDK raises by itself. Of all others the server tells the text. */
const own = [
  'BAD_INPUT',
  'BODY_TOO_LARGE',
  'ORIGIN_FORBIDDEN',
  'SESSION_ENDED',
  'SETUP_FAULT',
  'STREAM_NOT_FOUND',
  'TIMEOUT',
  'TOKEN_EXPIRED',
  'TOKEN_OF_ANOTHER',
  'UNAVAILABLE',
] as const satisfies readonly ErrorName[]

export type OwnError = (typeof own)[number]

export const ownErrors = Object.fromEntries(
  own.map((name) => {
    const { code, text } = errorBody(name)
    return [name, { code, text }]
  }),
) as Record<OwnError, Pick<ErrorBody, 'code' | 'text'>>

/** The names of errors after which the same request may succeed. */
export const retryable: readonly string[] = Object.entries(errors).flatMap(([name, { retry }]) => (retry ? [name] : []))

/** Streams in one `stream.follow`. */
export const mostFollowed: number = mostNamed

/** Positions that a server takes of one connection. */
export const mostPositions: number = mostSaid

/** How many members one command brings in. */
export const peopleAtOnce: number = mostAtOnce

/** How many messages one command takes back. */
export const messagesAtOnce: number = mostDeleted

/** Who took part in a thread, as many as are told. */
export const mostPosters: number = mostPosting

/** When who types says so again, and when it is over; milliseconds. */
export const typingMs: { readonly again: number; readonly over: number } = typing

/** Of the names of streams. */
export const streamName = (StreamName as unknown as { readonly pattern: string }).pattern

const { maxLength, pattern } = MessageText as unknown as { readonly maxLength: number; readonly pattern: string }
export const messageText = { maxLength, pattern }

/** Close codes by which the SDK acts. Of others it goes by their range. */
export const closeCode = {
  sessionEnded: closeCodes.SESSION_ENDED.code,
  tokenExpired: closeCodes.TOKEN_EXPIRED.code,
  tokenInvalid: closeCodes.TOKEN_INVALID.code,
} as const
