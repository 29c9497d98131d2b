/** The events of rooms, for what is to agree with them. */
import { beforeIds, type Finding, inPages, type Queryable } from '@parley/service-kit'

const eventsAtOnce = 2_000

/** A group that was deleted loses its events in pieces, and so do its threads. */
export const isHeld = (room: string): string => `not exists (
  select from deleted_room where deleted_room.room = ${room}
    or exists (select from room own where own.id = ${room} and own.parent = deleted_room.room))`

/** Whether somebody is in a room, or in the room of a thread, or lives in the space that it is of. */
export const belongs = (room: string, person: string): string => `exists (
  select from room own left join room parent on parent.id = own.parent
  where own.id = ${room} and (
    exists (select from membership where membership.room = coalesce(own.parent, own.id) and membership.person = ${person})
    or exists (select from resident where resident.space = coalesce(own.space, parent.space) and resident.person = ${person})
  ))`

/** The rows of a page of events of all kinds, in their order. */
export const eventsPage =
  'select * from event where (stream, seq) > ($1::uuid, $2::bigint) order by stream, seq limit $3'

interface Place {
  readonly room: string
  readonly seq: number
}

/** Of a statement that gives a row for each event of `eventsPage`. */
export const byEvent = <Row extends Place>(db: Queryable, sql: string): AsyncGenerator<Row> =>
  inPages<Row>(db, sql, (last) => [last?.room ?? beforeIds, last?.seq ?? 0], eventsAtOnce)

/** Whether what stands at a position is to be there. Below the floor that is pinned messages alone: the rest goes a moment later. */
export const stands = (room: string, seq: string): string => `(
  ${seq} > (select stream.floor from stream where stream.id = ${room}) or exists (
    select from message_state left_one
    where left_one.room = ${room} and left_one.seq = ${seq} and left_one.pinned is not null))`

/** Whether there is a message at a position. */
export const isMessage = (room: string, seq: string): string => `exists (
  select from event sent
  where sent.stream = ${room} and sent.seq = ${seq} and sent.ev = 'message.sent' and ${stands(room, seq)})`

/** Of the events that are wanted alone it is asked what their rows are. */
const eventsSql = (kinds: string, row: string, off: string) => `
  select event.stream as room, event.seq, event.by, told.of, told.emoji, told.off, told.is_message, told.row_at
  from (${eventsPage}) event
  left join lateral (
    select (event.body ->> 'seq')::bigint as of, event.body ->> 'emoji' as emoji, ${off} as off,
      ${isMessage('event.stream', `(event.body ->> 'seq')::bigint`)} as is_message, (${row}) as row_at
    where event.ev in (${kinds}) and ${isHeld('event.stream')}
    offset 0
  ) told on true
  order by event.stream, event.seq`

export interface EventRow extends Place {
  readonly by: string
  /** Which message; null where the event says nothing of one. */
  readonly of: number | null
  readonly emoji: string | null
  /** Whether it ends what others of its kind begin. */
  readonly off: boolean
  /** Whether the message is there still. */
  readonly is_message: boolean
  /** The position that the row names; null where there is none. */
  readonly row_at: number | null
}

/** `kinds` of events, `row` the position that the row of one names, `off` whether it is one that ends something: all as SQL. */
export const eventsOf = (db: Queryable, kinds: string, row: string, off = 'false') =>
  byEvent<EventRow>(db, eventsSql(kinds, row, off))

interface Switched {
  readonly kinds: string
  readonly off: string
  readonly row: string
  readonly keyOf: (event: EventRow) => string
}

const floorSql = 'select floor from stream where id = $1'

/** Of messages that are removed meanwhile, what says why is removed as well. */
const stillHeld = async (db: Queryable, events: readonly EventRow[]): Promise<readonly EventRow[]> => {
  const [first] = events
  if (!first) return events
  const [row] = await db.query<{ floor: number }>(floorSql, [first.room])
  return events.filter(({ of }) => of !== null && of > Number(row?.floor ?? 0))
}

/**
 * Events that lack a row, and rows that outlived the event that ends them. Where an event lacks its row, a later one may say why: so
 * these are told when the room ends.
 */
export async function* switches(db: Queryable, { kinds, off, row, keyOf }: Switched): AsyncGenerator<EventRow> {
  const lacking = new Map<string, EventRow>()
  let room = beforeIds
  for await (const event of eventsOf(db, kinds, row, off)) {
    if (event.room !== room) {
      yield* await stillHeld(db, [...lacking.values()])
      lacking.clear()
      room = event.room
    }
    if (event.of === null) continue
    const key = keyOf(event)
    if (event.off || !event.is_message) lacking.delete(key)
    if (!event.is_message) continue
    if (event.off) {
      if (event.row_at !== null && event.row_at < event.seq) yield event
    } else if (event.row_at === null || event.row_at < event.seq) lacking.set(key, event)
  }
  yield* await stillHeld(db, [...lacking.values()])
}

export interface OfMessage extends Finding, Place {}

export const ofMessage = ({ room, seq }: Place): OfMessage => ({ what: `${seq} in room ${room}`, room, seq })
