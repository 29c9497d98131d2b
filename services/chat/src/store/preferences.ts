/** What somebody keeps for themselves about a room. */
import type { Queryable } from '@parley/service-kit'
import type { Preference, Stand } from '../preferences.ts'
import { tallyAtSql } from './members.ts'

const readSql = `
  select preference.kept from standing_of($1, $2) inside
  left join preference on preference.room = inside.room and preference.person = inside.person`

/** Null where nothing was set; undefined where the person is not in the room. */
export const readPreference = async (
  db: Queryable,
  room: string,
  person: string,
): Promise<Preference | null | undefined> =>
  (await db.query<{ kept: Preference | null }>(readSql, [room, person]))[0]?.kept

const writeSql = `
  insert into preference (room, person, kept) values ($1, $2, $3)
  on conflict (room, person) do update set kept = excluded.kept`

export const writePreference = (db: Queryable, room: string, person: string, kept: Preference) =>
  db.query(writeSql, [room, person, JSON.stringify(kept)])

/** A position at or before the cursor has nothing unread; one behind it nothing read. */
const standSql = `
  select stream.head, member.read,
    greatest(0, ${tallyAtSql('$1', '$3')} - greatest(member.read_tally, stream.floor_tally)) as "unreadAt",
    greatest(0, member.read_tally - greatest(${tallyAtSql('$1', '$3 - 1')}, reach.since_tally)) as "readSince",
    mentions_of($1, $2, $3 - 1, member.read) as "mentionsSince",
    floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now
  from standing_of($1, $2) member join stream on stream.id = member.room cross join lateral reach_of($1, $2) reach`

/** Nothing where the person is not in the room. */
export const standAt = async (db: Queryable, room: string, person: string, seq: number): Promise<Stand | undefined> =>
  (await db.query<Stand>(standSql, [room, person, seq]))[0]

/** So far it is looked back for a message. */
const lookedAt = 200

const lastSql = `
  select coalesce(
    (select max(seq) filter (where was_message(ev, body))
      from (select seq, ev, body from event where stream = $1 order by seq desc limit ${lookedAt}) latest),
    head
  ) as seq
  from stream where id = $1`

/** The position of the last message, or the head where there is none among the latest events. */
export const lastMessage = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ seq: number }>(lastSql, [room]))[0]?.seq ?? 0
