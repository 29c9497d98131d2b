/** Where words may stand in the rooms that somebody sees, and what is said there. */
import { type Input, permissionSet } from '@parley/protocol'
import type { InEpoch, Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'
import { editedSql } from './message-states.ts'
import { stretchLength } from './stretches.ts'
import { isSeenSql } from './threads.ts'

/** Whose rooms, and which of them. */
export interface Where {
  readonly person: string
  readonly rooms: readonly string[] | null
  readonly notRooms: readonly string[]
  /** Whether threads of these rooms are meant too, besides those that are named. */
  readonly threads: boolean
  /** Milliseconds since 1970, both among them. */
  readonly from: number
  readonly to: number
}

/** What a message may have besides words. */
export type Trait = NonNullable<Input<'message.search'>['has']>[number]

/** Positions of a room in which something may be found. */
export interface Unit {
  readonly room: string
  readonly first: number
  readonly last: number
  /** Nothing in it is later, in milliseconds since 1970. */
  readonly until: number
}

/**
 * Direct rooms and groups by being in them, rooms of spaces by one's roles, threads by the room that they belong to; as of this
 * statement. `all` says of a parameter whether threads are meant that are not named.
 */
export const mineSql = (all: string) => `
  select membership.room, membership.floor as since from membership where person = $1 and ($2::uuid[] is null or room = any($2)) and room <> all($3::uuid[])
  union all
  select room.id, case room.newcomers when 'all' then 0 else (select since from reach_of(room.id, $1)) end
  from resident join room on room.space = resident.space
  where resident.person = $1 and ($2::uuid[] is null or room.id = any($2)) and room.id <> all($3::uuid[])
    and permissions_in(room.id, $1, now()) & $4 <> 0
  union all
  select thread.room, 0 from membership inside join thread on thread.parent = inside.room
  where inside.person = $1 and (thread.room = any($2) or ${all} and ($2::uuid[] is null or thread.parent = any($2)))
    and thread.room <> all($3::uuid[]) and thread.parent <> all($3::uuid[]) and ${isSeenSql('$1')}
    and thread.root > inside.floor
  union all
  select thread.room, 0 from resident join room on room.space = resident.space
  cross join lateral (
    select permissions_in(room.id, $1, now()) as may,
      case room.newcomers when 'all' then 0 else (select since from reach_of(room.id, $1)) end as since,
      came_to(room.id, $1) as came offset 0
  ) own -- once for all threads of a room
  join thread on thread.parent = room.id
  where resident.person = $1 and own.may & $4 <> 0 and thread.root > own.since and coalesce(thread.said > own.came, true)
    and (thread.room = any($2) or ${all} and ($2::uuid[] is null or thread.parent = any($2)))
    and thread.room <> all($3::uuid[]) and thread.parent <> all($3::uuid[])
    and (not thread.private or own.may & ${permissionSet('manage_threads')} <> 0 or exists (
      select from thread_follower follower
      where follower.parent = thread.parent and follower.room = thread.room and follower.person = $1))`

export const view = String(permissionSet('view'))

/** Of the rooms in `$2` those that the person in `$1` sees; `$3` is none, and `$4` is `view`. */
export const seenSql = `select room from (${mineSql('false')}) mine`

/** Of these rooms, those that the person sees. */
export const seenRooms = async (db: Queryable, person: string, rooms: readonly string[]): Promise<string[]> =>
  (await db.query<{ room: string }>(seenSql, [person, rooms, [], view])).map(({ room }) => room)

/** Whether one of these messages names one of these people now. */
const mentionsSql = (room: string, messages: string, people: string) => `exists (
  select from mention where mention.room = ${room} and mention.message ${messages} and mention.person = any(${people}::uuid[]) and holds)`

/** Whether one of these messages has what is noted of it, of the things that the parameter names: not a link, which its text tells. */
const notedSql = (room: string, messages: string, traits: string) => `(
  'poll' = any(${traits}::text[]) and exists (select from poll where poll.room = ${room} and poll.seq ${messages})
  or 'pin' = any(${traits}::text[]) and exists (
    select from message_state state where state.room = ${room} and state.seq ${messages} and state.pinned is not null))`

/** Moments of one room's events may stand in another order than they do, by as long as a send waits for its turn. */
const slack = `interval '1 minute'`

/**
 * Stretches that may have it, newest first, and what no stretch covers, in pieces; pinned messages that were left below the floor are one each. A stretch is asked for its words only while
 * those behind it are wanted: of a word that is everywhere the newest few are. `oldest` is where the looking ended.
 */
const unitsSql = `
  with mine as materialized (${mineSql('$11')}),
  held as (
    select s.room, s.first, s.last, s.until, false as is_open, mine.since from mine
    cross join lateral (
      select room, first, last, until from stretch
      where room = mine.room and last > mine.since and stretch.since <= to_timestamp($6 / 1000.0) and until >= to_timestamp($5 / 1000.0)
    ) s
  ), pieces as (
    select mine.room, piece.before + 1 as first, least(piece.before + ${stretchLength}, stream.head) as last,
      ending.at + ${slack} as until, true as is_open, mine.since
    from mine join stream on stream.id = mine.room
    left join lateral (select last from stretch where room = mine.room order by first desc limit 1) covered on true
    cross join lateral generate_series(greatest(covered.last, stream.floor, mine.since), stream.head - 1, ${stretchLength}) as piece (before)
    cross join lateral (
      select at from event where stream = mine.room and seq > piece.before order by seq limit 1
    ) beginning
    cross join lateral (
      select at from event where stream = mine.room and seq <= piece.before + ${stretchLength} order by seq desc limit 1
    ) ending
    where beginning.at - ${slack} <= to_timestamp($6 / 1000.0) and ending.at + ${slack} >= to_timestamp($5 / 1000.0)
  ), pins as (
    select mine.room, state.seq as first, state.seq as last, event.at + ${slack} as until, true as is_open, mine.since
    from mine join stream on stream.id = mine.room
    join message_state state on state.room = mine.room and state.pinned is not null and state.seq <= stream.floor and state.seq > mine.since
    join event on event.stream = mine.room and event.seq = state.seq
    where event.at - ${slack} <= to_timestamp($6 / 1000.0) and event.at + ${slack} >= to_timestamp($5 / 1000.0)
      and not exists (
        select from (select s.last from stretch s where s.room = mine.room and s.first <= state.seq order by s.first desc limit 1) covering
        where covering.last >= state.seq)
  ), units as materialized (
    select * from (select * from held union all select * from pieces union all select * from pins) u order by until desc limit $9
  )
  select found.room, greatest(found.first, found.since + 1) as first, found.last, floor(extract(epoch from found.until) * 1000)::bigint as until,
    looked.units, floor(extract(epoch from looked.oldest) * 1000)::bigint as oldest, (select current_epoch()) as epoch
  from (select count(*) as units, min(until) as oldest from units) looked
  left join lateral (
    select * from units where (is_open or (
      select s.words is null or s.maker is distinct from $8 or $7::tsquery is null or s.words @@ $7::tsquery
      from stretch s where s.room = units.room and s.first = units.first
    )) and ($12::uuid[] is null or ${mentionsSql('units.room', 'between units.first and units.last', '$12')})
      and ($13::text[] is null or ${notedSql('units.room', 'between units.first and units.last', '$13')}) limit $10
  ) found on true`

interface UnitRow extends Unit, InEpoch {
  readonly units: number
  readonly oldest: number | null
}

export interface Sieve {
  /** A tsquery; null where any words will do. */
  readonly query: string | null
  /** People of whom one is named; null where that does not matter. */
  readonly mentions: readonly string[] | null
  /** Of these one is noted of a message; null where that does not matter. */
  readonly noted: readonly Trait[] | null
  readonly maker: string
  /** Stretches that are looked at, and that are found. */
  readonly mostLooked: number
  readonly mostFound: number
}

export interface Sieved {
  readonly units: readonly Unit[]
  /** What has not been looked at is no later; nothing where everything has been. */
  readonly rest: number | undefined
  readonly rows: readonly InEpoch[]
}

export const sieve = async (db: Queryable, where: Where, asked: Sieve): Promise<Sieved> => {
  const { person, rooms, notRooms, threads, from, to } = where
  const { query, mentions, noted, maker, mostLooked, mostFound } = asked
  const values = [
    person,
    rooms,
    notRooms,
    view,
    from,
    to,
    query,
    maker,
    mostLooked,
    mostFound,
    threads,
    mentions,
    noted,
  ]
  const rows = await db.query<UnitRow>(unitsSql, values)
  const units = rows.filter(({ room }) => room !== null).sort((one, other) => other.until - one.until)
  const looked = rows[0]
  const isFull = units.length >= mostFound
  const isCut = looked !== undefined && looked.units >= mostLooked
  const rest = isFull ? units.at(-1)?.until : isCut ? (looked.oldest ?? undefined) : undefined
  return { units, rest, rows }
}

export interface SaidRow {
  readonly room: string
  readonly seq: number
  readonly by: string
  readonly at: number
  readonly body: string
  /** What it says now; null where it was not edited. */
  readonly edited: string | null
  readonly audience: string | null
  /** Whether something is noted of it that was asked for. */
  readonly noted: boolean
  /** By the clock of the database. */
  readonly now: number
}

/** A text beyond ASCII is left to whoever knows its letters. */
const saidSql = `
  select event.* from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as asked (room, first, last)
  cross join lateral (
    select sent.stream as room, sent.seq, sent.by, floor(extract(epoch from sent.at) * 1000)::bigint as at,
      sent.body::text as body, edited.text as edited, sent.audience, trait.noted, ${nowSql} as now
    from event sent
    left join lateral (${editedSql('sent.stream', 'sent.seq')}) edited on true
    cross join lateral (select coalesce(edited.text, sent.body->>'text') as text offset 0) said
    cross join lateral (
      select case when $11::text[] is null then false else ${notedSql('sent.stream', '= sent.seq', '$11')} end as noted offset 0
    ) trait
    where sent.stream = asked.room and sent.seq between asked.first and asked.last and sent.ev = 'message.sent'
      and sent.at >= to_timestamp($4 / 1000.0) and sent.at <= to_timestamp($5 / 1000.0)
      and ($6::uuid[] is null or sent.by = any($6)) and sent.by <> all($7::uuid[])
      and ($9::uuid[] is null or ${mentionsSql('sent.stream', '= sent.seq', '$9')})
      and ($10::uuid[] is null or not ${mentionsSql('sent.stream', '= sent.seq', '$10')})
      and ($11::text[] is null or 'link' = any($11) or trait.noted)
      and ($12::text[] is null or not ${notedSql('sent.stream', '= sent.seq', '$12')})
      and (octet_length(said.text) <> char_length(said.text)
        or not exists (select from unnest($8::text[]) part where strpos(lower(said.text), part) = 0))
    order by sent.seq desc offset 0
  ) event`

export interface SaidQuestion extends Pick<Where, 'from' | 'to'> {
  readonly units: readonly Unit[]
  readonly authors: readonly string[] | null
  readonly notAuthors: readonly string[]
  /** Null where it does not matter. */
  readonly mentions: readonly string[] | null
  readonly notMentions: readonly string[] | null
  readonly has: readonly Trait[] | null
  readonly notHas: readonly Trait[] | null
  /** Parts of the text, in small letters. */
  readonly parts: readonly string[]
}

export const readSaid = (db: Queryable, { units, from, to, ...asked }: SaidQuestion) =>
  db.query<SaidRow>(saidSql, [
    units.map(({ room }) => room),
    units.map(({ first }) => first),
    units.map(({ last }) => last),
    from,
    to,
    asked.authors,
    asked.notAuthors,
    asked.parts,
    asked.mentions,
    asked.notMentions,
    asked.has,
    asked.notHas,
  ])

const momentsSql = `
  select floor(extract(epoch from ending.at + ${slack}) * 1000)::bigint as at
  from unnest($1::uuid[], $2::bigint[]) with ordinality as asked (room, last, ord)
  left join lateral (select at from event where stream = asked.room and seq <= asked.last order by seq desc limit 1) ending on true
  order by asked.ord`

/** In the order of the units: no event in one is later. */
export const readMoments = async (db: Queryable, units: readonly Unit[]): Promise<(number | null)[]> =>
  (
    await db.query<{ at: number | null }>(momentsSql, [units.map(({ room }) => room), units.map(({ last }) => last)])
  ).map(({ at }) => at)
