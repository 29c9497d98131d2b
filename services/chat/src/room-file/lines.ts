/**
 * A room in a file: lines of JSON, each an object with one member that says what it is, in this order; and behind them the same of each
 * of its threads, which begins with `thread` in the place of `room` and `member`. The shapes of their values stand here; `null` or left
 * out where a name ends with a question mark. Events at or below the floor are pinned messages that were left, and their edits. Times are milliseconds since 1970.
 */
import {
  Emoji,
  type Event,
  errors,
  events,
  faultOf,
  Id,
  isRedacted,
  mostAnswers,
  Role,
  RoomKind,
  Seq,
  Time,
} from '@parley/protocol'
import type { OwnSettings } from '../settings.ts'
import { archiveMinutes, type Minutes } from '../store/threads.ts'

export const roomFormat = 'parley room 1'

type Shape = Parameters<typeof faultOf>[0]

/** A word or a text whose bounds the table of Postgres has, or the event's own shape. */
const anyText = (value: unknown) => typeof value === 'string' && value.length <= 4_000 && !value.includes('\u0000')
const anyObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const positions = (value: unknown) =>
  Array.isArray(value) && value.length <= 1_000 && value.every((one) => Number.isSafeInteger(one) && one > 0)

/** Counts of answers, or their places. */
const numbers = (value: unknown) =>
  Array.isArray(value) && value.length <= mostAnswers && value.every((one) => Number.isSafeInteger(one) && one >= 0)
const ids = (value: unknown) => Array.isArray(value) && value.length <= 8 && value.every((one) => !faultOf(Id, one))
const flag = (value: unknown) => typeof value === 'boolean'

type Field = Shape | ((value: unknown) => boolean)

const { mention_all, posting, slow_seconds, theme, keep_hours, newcomers } = events['room.changed'].body.properties

export const lineKinds = {
  room: {
    format: (value: unknown) => value === roomFormat,
    id: Id,
    kind: RoomKind,
    name: anyText,
    topic: anyText,
    mention_all,
    posting,
    slow_seconds,
    theme,
    'newcomers?': newcomers,
    'keep_hours?': keep_hours,
    'keep_pins?': flag,
    'keep_threads?': flag,
    creator: Id,
    'low?': Id,
    'high?': Id,
    head: Seq,
    floor: Seq,
    tally: Seq,
  },
  person: { id: Id, name: anyText },
  member: { person: Id, role: Role, joined: Seq, since: Seq, since_tally: Seq },
  cursor: { person: Id, read: Seq, read_tally: Seq },
  event: { seq: Seq, tally: Seq, ev: anyText, 'key?': Id, 'by?': Id, at: Time, body: anyObject, 'audience?': anyText },
  state: { seq: Seq, edits: positions, 'pinned?': Seq, 'previewed?': positions, 'unpreviewed?': flag },
  emoji: { seq: Seq, emoji: Emoji, people: Seq, first: Seq },
  reaction: { person: Id, seq: Seq, emoji: Emoji, added: Seq },
  mention: { person: Id, message: Seq, seq: Seq, by: Id, holds: flag },
  poll: { seq: Seq, multiple: flag, 'closes?': Time, 'closed?': Seq, counts: numbers, voters: Seq },
  vote: { person: Id, seq: Seq, answers: numbers, voted: Seq },
  expiry: { seq: Seq, due: Time },
  follower: { person: Id },
  thread: {
    room: Id,
    root: Seq,
    begun: Seq,
    private: flag,
    creator: Id,
    'key?': Id,
    archived: flag,
    locked: flag,
    minutes: (value: unknown) => archiveMinutes.includes(value as Minutes),
    name: anyText,
    gone: Seq,
    'last?': Seq,
    'last_at?': Time,
    posters: ids,
    head: Seq,
    floor: Seq,
    tally: Seq,
  },
  end: { lines: Seq, sha256: anyText },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>

export type LineKind = keyof typeof lineKinds
export const kindsInOrder = Object.keys(lineKinds) as LineKind[]

export interface Line {
  readonly kind: LineKind
  readonly is: Readonly<Record<string, unknown>>
}

export interface RoomLine extends Omit<OwnSettings, 'picture'> {
  readonly id: string
  readonly kind: 'direct' | 'group'
  readonly creator: string
  readonly low: string | null
  readonly high: string | null
  readonly head: number
  readonly floor: number
  readonly tally: number
}

/** A thread, of which the lines up to the next one tell. */
export interface ThreadLine {
  readonly room: string
  readonly root: number
  readonly begun: number
  readonly private: boolean
  readonly creator: string
  readonly key: string | null
  readonly archived: boolean
  readonly locked: boolean
  readonly minutes: Minutes
  readonly name: string
  readonly gone: number
  readonly last: number | null
  readonly last_at: number | null
  readonly posters: readonly string[]
  readonly head: number
  readonly floor: number
  readonly tally: number
}

/** Why a file is not put into a database; nothing of it has been. */
export class RoomFileFault extends Error {
  constructor(name: 'ROOM_FILE_BROKEN' | 'ROOM_FILE_OTHER', why: string) {
    super(`${errors[name].code} ${name}: ${errors[name].text} ${why}. Nothing was changed.`)
  }
}

const fieldFault = (shape: Field, value: unknown): string | undefined => {
  if (typeof shape === 'function') return shape(value) ? undefined : 'is not what stands there'
  return faultOf(shape, value)?.why
}

/** What is wrong with the value of a line; nothing where it is as it should be. */
const lineFault = (kind: LineKind, value: unknown): string | undefined => {
  if (!anyObject(value)) return `${kind} is no object`
  const is = value as Record<string, unknown>
  const fields = Object.entries<Field>(lineKinds[kind])
  const known = new Set(fields.map(([name]) => name.replace('?', '')))
  const strange = Object.keys(is).find((name) => !known.has(name))
  if (strange !== undefined) return `${kind} has a member that it does not have`
  for (const [name, shape] of fields) {
    const given = is[name.replace('?', '')]
    if ((given ?? null) === null && name.endsWith('?')) continue
    const fault = fieldFault(shape, given)
    if (fault) return `${name.replace('?', '')} of ${kind} ${fault}`
  }
  return kind === 'event' ? eventFault(is as unknown as { ev: string; body: unknown }) : undefined
}

/** Events of a room, in the shape that their readers rely on. */
const eventFault = ({ ev, body }: { readonly ev: string; readonly body: unknown }): string | undefined => {
  if (isRedacted({ ev })) return undefined
  const entry = Object.hasOwn(events, ev) ? (events as Readonly<Record<string, Event>>)[ev] : undefined
  if (entry?.stream !== 'chat/room') return 'ev names no event of a room that this release knows'
  const fault = faultOf(entry.body, body)
  return fault && `body of ${ev} ${fault.at} ${fault.why}`
}

/** Throws what is wrong with it, in words. */
export const readLine = (text: string): Line => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('is no JSON')
  }
  const [kind, ...more] = anyObject(value) ? Object.keys(value as object) : []
  if (kind === undefined || more.length > 0 || !Object.hasOwn(lineKinds, kind)) throw new Error('is no line of a room')
  const is = (value as Record<string, unknown>)[kind]
  const fault = lineFault(kind as LineKind, is)
  if (fault) throw new Error(fault)
  return { kind: kind as LineKind, is: is as Record<string, unknown> }
}
