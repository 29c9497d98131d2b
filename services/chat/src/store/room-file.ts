/** A room as lines of a file, and back: see `room-file/lines.ts`. */
import type { Queryable } from '@parley/service-kit'
import type { LineKind, RoomLine, ThreadLine } from '../room-file/lines.ts'
import { noteTrimming } from './retention.ts'

const roomSql = `
  select room.id, room.kind, room.name, room.topic, room.mention_all, room.posting, room.slow_seconds,
    room.theme, room.newcomers, room.keep_hours, room.keep_pins, room.keep_threads, room.creator, room.low, room.high,
    stream.head::float8 as head, stream.floor::float8 as floor, stream.tally::float8 as tally
  from room join stream on stream.id = room.id
  where room.id = $1 and room.kind in ('direct', 'group') and not exists (select from deleted_room where deleted_room.room = room.id)`

export const readRoomLine = async (db: Queryable, room: string): Promise<RoomLine | undefined> =>
  (await db.query<RoomLine>(roomSql, [room]))[0]

/** The rows of one kind, a page after a place, which is a text that the last row of the page before has. */
interface Rows {
  readonly sql: string
  /** What comes before every row. */
  readonly begin: string
}

const none = '00000000-0000-0000-0000-000000000000'

/** Everybody who is named in a line of another kind. */
const namedSql = `
  select person as id from membership where room = $1
  union select person from cursor where room = $1
  union select person from reaction where room = $1
  union select person from vote where room = $1
  union select by from event where stream = $1 and by is not null
  union select (body -> 'forwarded' ->> 'by')::uuid from event where stream = $1 and body -> 'forwarded' is not null
  union select (body ->> 'user')::uuid from event where stream = $1 and ev in ('member.joined', 'member.left', 'role.changed')`

export const rowsOf: Readonly<Partial<Record<LineKind, Rows>>> = {
  person: {
    begin: none,
    sql: `select id::text as place, json_build_object('id', id, 'name', coalesce(person.name, '')) as is
      from (${namedSql}) named left join person using (id) where id > $2::uuid order by id limit $3`,
  },
  member: {
    begin: none,
    sql: `select person::text as place, json_build_object('person', person, 'role', role, 'joined', joined, 'since', since,
        'since_tally', since_tally) as is
      from membership where room = $1 and person > $2::uuid order by person limit $3`,
  },
  cursor: {
    begin: none,
    sql: `select person::text as place, json_build_object('person', person, 'read', read, 'read_tally', read_tally) as is
      from cursor where room = $1 and person > $2::uuid order by person limit $3`,
  },
  event: {
    begin: '0',
    sql: `select seq::text as place, json_build_object('seq', seq, 'tally', tally, 'ev', ev, 'key', key, 'by', by,
        'at', floor(extract(epoch from at) * 1000)::bigint, 'body', body, 'audience', audience) as is
      from event
      where stream = $1 and seq > $2::bigint and (seq > (select floor from stream where id = $1) or exists (
        select from message_state state
        where state.room = $1 and state.pinned is not null and event.seq in (state.seq, state.edits[cardinality(state.edits)], state.previewed[cardinality(state.previewed)])))
      order by seq limit $3`,
  },
  state: {
    begin: '0',
    sql: `select seq::text as place, json_build_object('seq', seq, 'edits', edits, 'pinned', pinned,
        'previewed', nullif(previewed, '{}'), 'unpreviewed', nullif(unpreviewed, false)) as is
      from message_state where room = $1 and seq > $2::bigint order by seq limit $3`,
  },
  emoji: {
    begin: '0|',
    sql: `select seq || '|' || emoji as place, json_build_object('seq', seq, 'emoji', emoji, 'people', people, 'first', first) as is
      from reaction_count where room = $1 and (seq, emoji) > (split_part($2, '|', 1)::bigint, split_part($2, '|', 2) collate "C")
      order by seq, emoji limit $3`,
  },
  reaction: {
    begin: '0',
    sql: `select added::text as place, json_build_object('person', person, 'seq', seq, 'emoji', emoji, 'added', added) as is
      from reaction where room = $1 and added > $2::bigint order by added limit $3`,
  },
  mention: {
    begin: '0|',
    sql: `select message || '|' || person as place,
        json_build_object('person', person, 'message', message, 'seq', seq, 'by', by, 'holds', holds) as is
      from mention where room = $1
        and (message, person) > (split_part($2, '|', 1)::bigint, coalesce(nullif(split_part($2, '|', 2), ''), '${none}')::uuid)
      order by message, person limit $3`,
  },
  poll: {
    begin: '0',
    sql: `select seq::text as place, json_build_object('seq', seq, 'multiple', multiple, 'closes', closes, 'closed', closed,
        'counts', counts, 'voters', voters) as is
      from poll where room = $1 and seq > $2::bigint order by seq limit $3`,
  },
  vote: {
    begin: '0',
    sql: `select voted::text as place, json_build_object('person', person, 'seq', seq, 'answers', answers, 'voted', voted) as is
      from vote where room = $1 and voted > $2::bigint order by voted limit $3`,
  },
  expiry: {
    begin: '0',
    sql: `select seq::text as place, json_build_object('seq', seq, 'due', due) as is
      from expiry where room = $1 and seq > $2::bigint order by seq limit $3`,
  },
  follower: {
    begin: none,
    sql: `select person::text as place, json_build_object('person', person) as is
      from thread_follower
      where parent = (select parent from room where id = $1) and room = $1 and person > $2::uuid order by person limit $3`,
  },
}

/** The threads of a room, each of which has rows of its own. Its id is its place. */
export const threadRows: Rows = {
  begin: none,
  sql: `select thread.room::text as place, json_build_object('room', thread.room, 'root', root, 'begun', begun, 'private', private,
      'creator', thread.creator, 'key', thread.key, 'archived', archived, 'locked', locked, 'minutes', minutes, 'name', name,
      'gone', gone, 'last', last, 'last_at', floor(extract(epoch from last_at) * 1000)::bigint, 'posters', posters,
      'head', head, 'floor', floor, 'tally', tally) as is
    from thread join room on room.id = thread.room join stream on stream.id = thread.room
    where thread.parent = $1 and thread.room > $2::uuid order by thread.room limit $3`,
}

const recordsSql = (columns: string) => `jsonb_to_recordset($2::jsonb) as line (${columns})`

/** Of a page of lines of one kind. The body of an event goes as text, as it is kept as it was sent. */
const putSql: Readonly<Partial<Record<LineKind, string>>> = {
  person: `insert into person (id, name) select id, name from ${recordsSql('id uuid, name text')}
    where $1::uuid is not null on conflict (id) do nothing`,
  member: `insert into membership (room, person, role, joined, since, since_tally)
    select $1, person, role, joined, since, since_tally
    from ${recordsSql('person uuid, role text, joined bigint, since bigint, since_tally bigint')}`,
  cursor: `insert into cursor (room, person, read, read_tally)
    select $1, person, read, read_tally from ${recordsSql('person uuid, read bigint, read_tally bigint')}`,
  event: `insert into event (stream, seq, tally, ev, key, by, at, body, audience)
    select $1, seq, tally, ev, key, by, to_timestamp(at / 1000.0), body::json, audience
    from ${recordsSql('seq bigint, tally bigint, ev text, key uuid, by uuid, at float8, body text, audience text')}`,
  state: `insert into message_state (room, seq, edits, pinned, previewed, unpreviewed)
    select $1, seq, edits, pinned, coalesce(previewed, '{}'), coalesce(unpreviewed, false)
    from ${recordsSql('seq bigint, edits bigint[], pinned bigint, previewed bigint[], unpreviewed boolean')}`,
  emoji: `insert into reaction_count (room, seq, emoji, people, first)
    select $1, seq, emoji, people, first from ${recordsSql('seq bigint, emoji text, people int, first bigint')}`,
  reaction: `insert into reaction (room, person, seq, emoji, added)
    select $1, person, seq, emoji, added from ${recordsSql('person uuid, seq bigint, emoji text, added bigint')}`,
  mention: `insert into mention (room, message, person, seq, by, holds)
    select $1, message, person, seq, by, holds
    from ${recordsSql('message bigint, person uuid, seq bigint, by uuid, holds boolean')}`,
  poll: `insert into poll (room, seq, multiple, closes, closed, counts, voters)
    select $1, seq, multiple, closes, closed, counts, voters
    from ${recordsSql('seq bigint, multiple boolean, closes bigint, closed bigint, counts int[], voters int')}`,
  vote: `insert into vote (room, person, seq, answers, voted)
    select $1, person, seq, answers, voted
    from ${recordsSql('person uuid, seq bigint, answers smallint[], voted bigint')}`,
  expiry: `insert into expiry (room, seq, due) select $1, seq, due from ${recordsSql('seq bigint, due bigint')}`,
  follower: `insert into thread_follower (parent, room, person)
    select membership.room, $1, person from ${recordsSql('person uuid')} join membership using (person)
    where membership.room = (select parent from room where id = $1)`,
}

/** How many of them were put. */
export const putLines = async (
  tx: Queryable,
  room: string,
  kind: LineKind,
  lines: readonly object[],
): Promise<number> => (await tx.query(`${putSql[kind]} returning 1`, [room, JSON.stringify(lines)])).length

const putRoomSql = `
  insert into room (id, kind, name, creator, low, high, topic, mention_all, posting, slow_seconds, theme, keep_hours, keep_pins, keep_threads,
    newcomers)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
const putHeadSql = `update stream set head = $2, floor = $3, tally = $4, curbed = curbed or is_closed(id) where id = $1`

export const putRoom = async (tx: Queryable, room: RoomLine): Promise<void> => {
  const { id, kind, name, creator, low, high, head, floor, tally } = room
  const {
    topic,
    mention_all,
    posting,
    slow_seconds,
    theme,
    keep_hours = null,
    keep_pins = null,
    keep_threads = null,
    newcomers = 'all',
  } = room
  const kept = [keep_hours, keep_pins, keep_threads, newcomers]
  await tx.query(putRoomSql, [
    id,
    kind,
    name,
    creator,
    low,
    high,
    topic,
    mention_all,
    posting,
    slow_seconds,
    theme,
    ...kept,
  ])
  await tx.query(putHeadSql, [id, head, floor, tally])
}

const floorTallySql = `
  update stream set floor_tally = coalesce(
    (select event.tally - was_message(event.ev, event.body)::int from event
      where event.stream = stream.id and event.seq > stream.floor order by event.seq limit 1),
    tally)
  where id = $1 and floor > 0 returning 1`

/** When its events are put: how many of them counted that are gone. What else of these came along goes as in any room. */
export const putFloor = async (tx: Queryable, room: string): Promise<void> => {
  if ((await tx.query(floorTallySql, [room])).length > 0) await noteTrimming(tx, room)
}

const putThreadRoomSql = `insert into room (id, kind, name, creator, parent) values ($2, 'thread', $3, $4, $1)`

/** As a room, before its lines are put. */
export const putThreadRoom = async (tx: Queryable, parent: string, thread: ThreadLine): Promise<void> => {
  const { room, name, creator, head, floor, tally } = thread
  await tx.query(putThreadRoomSql, [parent, room, name, creator])
  await tx.query(putHeadSql, [room, head, floor, tally])
}

/** Whoever wrote in it follows it by that (`note_reply`): the file says who does. */
const clearFollowersSql = `delete from thread_follower where parent = $1 and room = $2`

export const clearFollowers = (tx: Queryable, parent: string, thread: string) =>
  tx.query(clearFollowersSql, [parent, thread])

const putThreadSql = `
  insert into thread (parent, room, root, begun, private, creator, key, archived, locked, minutes, gone, last, last_at, posters, due)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000), $14,
    case when not $8 then coalesce(to_timestamp($13::float8 / 1000), clock_timestamp()) + $10::integer * interval '1 minute' end)`

/** When its lines are put: until then each reply would change it. */
export const putThread = async (tx: Queryable, parent: string, thread: ThreadLine): Promise<void> => {
  const { room, root, begun, creator, key, archived, locked, minutes, gone, last, last_at, posters } = thread
  const values = [creator, key, archived, locked, minutes, gone, last, last_at, posters]
  await tx.query(putThreadSql, [parent, room, root, begun, thread.private, ...values])
}

const takenSql = `
  select id from room where id = $1 or kind = 'direct' and low = $2::uuid and high = $3::uuid`

/** The room that is there already: this one, or that of the same two people. */
export const findTaken = async (db: Queryable, { id, low, high }: RoomLine): Promise<string | undefined> =>
  (await db.query<{ id: string }>(takenSql, [id, low, high]))[0]?.id

/** What is there is the same, or was taken back or removed since. */
const othersSql = `
  select count(*)::int as others
  from ${recordsSql('seq bigint, ev text, key uuid, by uuid, at float8')}
  left join event on event.stream = $1 and event.seq = line.seq
  where case when event.seq is null then line.seq > (select stream.floor from stream where id = $1) else
    event.key is distinct from line.key or event.by is distinct from line.by
    or floor(extract(epoch from event.at) * 1000)::bigint <> line.at or event.ev not in (line.ev, 'redacted') end`

export const countOthers = async (db: Queryable, room: string, lines: readonly object[]): Promise<number> =>
  (await db.query<{ others: number }>(othersSql, [room, JSON.stringify(lines)]))[0]?.others ?? 0

const hereSql = `select id from person where id = any($1::uuid[])`

/** Those of whom auth has told, as opposed to those who came with a file. */
export const findHere = async (db: Queryable, ids: readonly string[]): Promise<Set<string>> =>
  new Set((await db.query<{ id: string }>(`${hereSql} and seq > 0`, [ids])).map(({ id }) => id))
