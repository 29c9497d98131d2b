/** What somebody has said, and how they reacted and voted, as lines of an archive: bodies go as they were sent, and are not read. */
import { linesAtOnce, type Queryable } from '@parley/service-kit'

interface RoomLine {
  readonly line: string
  readonly room: string
  /** Where it goes on in this room. */
  readonly key: string
}

/** Behind what; undefined at the beginning of the rooms. */
export type ExportedFrom = Pick<RoomLine, 'room' | 'key'> | undefined

interface Found {
  readonly lines: readonly RoomLine[]
  /** There is no more in these rooms. */
  readonly isAll: boolean
}

export type InRooms = (db: Queryable, rooms: readonly string[], person: string, from: ExportedFrom) => Promise<Found>

const find = async (
  db: Queryable,
  sql: string,
  rooms: readonly string[],
  person: string,
  from: ExportedFrom,
  ...more: readonly string[]
): Promise<Found> => {
  const lines = await db.query<RoomLine>(sql, [rooms, person, from?.room ?? null, from?.key ?? null, ...more])
  return { lines, isAll: lines.length < linesAtOnce }
}

/** As `findSaid` (`erasing.ts`), from a message on. */
const saidSql = `
  with units as (
    select s.room, s.first, s.last, false as pinned from stretch s
    where s.room = any($1::uuid[]) and (s.words is null or s.maker is null or s.words @@ $5::tsquery)
    union all
    select stream.id, coalesce(covered.last, stream.floor) + 1, stream.head, false from stream
    left join lateral (select last from stretch where room = stream.id order by first desc limit 1) covered on true
    where stream.id = any($1::uuid[])
    union all
    select room, seq, seq, true from message_state where room = any($1::uuid[]) and pinned is not null
  ), found as (
    select distinct units.room, said.seq from units
    cross join lateral (
      select event.seq from event
      where event.stream = units.room and event.by = $2 and event.ev = 'message.sent'
        and event.seq between units.first and units.last
        and ($3::uuid is null or units.room > $3 or event.seq > $4::bigint)
        and (units.pinned or event.seq > (select floor from stream where id = units.room))
      order by event.seq limit ${linesAtOnce}
    ) said
    where $3::uuid is null or units.room > $3 or units.room = $3 and units.last > $4::bigint
    order by units.room, said.seq limit ${linesAtOnce}
  )
  select found.room, found.seq::text as key, json_build_object(
    'room', found.room, 'seq', found.seq, 'at', event.at, 'is', event.body
  )::text as line
  from found join event on event.stream = found.room and event.seq = found.seq
  order by found.room, found.seq`

/** `mark` is theirs as an author, as stretches hold it. */
export const exportSaid = (
  db: Queryable,
  rooms: readonly string[],
  person: string,
  mark: string,
  from: ExportedFrom,
): Promise<Found> => find(db, saidSql, rooms, person, from, mark)

/** Each a line of its own: a message may have been edited a thousand times, and a line goes as a whole. */
const editedSql = `
  select room, key, line from (
    select state.room, lpad(state.seq::text, 20, '0') || ' ' || lpad(edit.seq::text, 20, '0') as key,
      json_build_object('room', state.room, 'seq', state.seq, 'at', edit.at, 'is', edit.body)::text as line
    from message_state state
    join event said on said.stream = state.room and said.seq = state.seq and said.by = $2
    join event edit on edit.stream = state.room and edit.seq = any(state.edits)
    where state.room = any($1::uuid[])
      and ($3::uuid is null or (state.room, state.seq) >= ($3, split_part($4::text, ' ', 1)::bigint))
  ) own
  where $3::uuid is null or (room, key collate "C") > ($3, $4::text collate "C")
  order by room, key collate "C" limit ${linesAtOnce}`
export const exportEdits: InRooms = (db, rooms, person, from) => find(db, editedSql, rooms, person, from)

const reactedSql = `
  select room, key, line from (
    select room, lpad(seq::text, 20, '0') || ' ' || emoji as key,
      json_build_object('room', room, 'seq', seq, 'emoji', emoji)::text as line
    from reaction where room = any($1::uuid[]) and person = $2
  ) own
  where $3::uuid is null or (room, key collate "C") > ($3, $4::text collate "C")
  order by room, key collate "C" limit ${linesAtOnce}`
export const exportReactions: InRooms = (db, rooms, person, from) => find(db, reactedSql, rooms, person, from)

const votedSql = `
  select room, key, line from (
    select room, lpad(seq::text, 20, '0') as key,
      json_build_object('room', room, 'seq', seq, 'answers', answers)::text as line
    from vote where room = any($1::uuid[]) and person = $2
  ) own
  where $3::uuid is null or (room, key collate "C") > ($3, $4::text collate "C")
  order by room, key collate "C" limit ${linesAtOnce}`
export const exportVotes: InRooms = (db, rooms, person, from) => find(db, votedSql, rooms, person, from)
