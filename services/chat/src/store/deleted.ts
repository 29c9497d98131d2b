/** Groups that were deleted. Everybody is out at once; the rows go in pieces, so that no statement holds anything up. */
import type { Queryable } from '@parley/service-kit'
import { isForOne } from './invitations.ts'

/**
 * From the members it was taken from nobody is in it any more, and nobody comes in. They are taken in the order in which sends in threads
 * look for them: so none of the two waits for the other. Whoever was asked to come in is told, too.
 */
const emptySql = `
  with noted as (insert into deleted_room (room, by) values ($1, $2)),
    revoked as (delete from invitation where room = $1),
    answered as (delete from request where room = $1),
    leaving as materialized (select person from membership where room = $1 order by person for update),
    gone as (delete from membership where room = $1 and person in (select person from leaving) returning person)
  insert into parting (room, person, invited)
  select $1, person, false from gone
  union all select distinct $1::uuid, people[1], true from invitation
  where room = $1 and ${isForOne} and not is_blocked(people[1], creator) and people[1] not in (select person from gone)`

export const emptyRoom = (db: Queryable, room: string, by: string) => db.query(emptySql, [room, by])

export interface DeletedRoom {
  readonly room: string
  readonly by: string
}

const listSql = `select room, by from deleted_room limit 100`
export const listDeleted = (db: Queryable): Promise<DeletedRoom[]> => db.query<DeletedRoom>(listSql)

/** Those whom another process tells are left to it. */
const takeSql = `
  delete from parting where room = $1 and person = any(
    array(select person from parting where room = $1 order by person limit $2 for update skip locked))
  returning person, invited`

export interface Parting {
  readonly person: string
  /** They were not in it, and asked to come in. */
  readonly invited: boolean
}

/** People who are to be told, so many at most; who is taken here is told by nobody else. */
export const takeParting = (db: Queryable, room: string, most: number): Promise<Parting[]> =>
  db.query<Parting>(takeSql, [room, most])

const isToldSql = `select 1 from parting where room = $1 limit 1`
export const isAnybodyParting = async (db: Queryable, room: string): Promise<boolean> =>
  (await db.query(isToldSql, [room])).length > 0

/** What a room has many rows of, by the columns that say of which room a row is, and which row. */
const many = [
  ['event', 'stream', 'seq'],
  ['cursor', 'room', 'person'],
  ['delivery', 'room', 'person'],
  ['draft', 'room', 'person'],
  ['preference', 'room', 'person'],
  ['bookmark', 'room', 'person'],
  ['barred', 'room', 'person'],
  ['pace', 'room', 'person'],
  ['message_state', 'room', 'seq'],
  ['mention', 'room', 'message'],
  ['reaction', 'room', 'seq'],
  ['reaction_count', 'room', 'seq'],
  ['poll', 'room', 'seq'],
  ['expiry', 'room', 'seq'],
  ['forward', 'room', 'seq'],
  ['vote', 'room', 'seq'],
  ['stretch', 'room', 'first'],
  // Of a space.
  ['ban', 'space', 'person'],
  ['audit', 'space', 'at'],
  ['filter', 'space', 'id'],
  ['emoji', 'space', 'id'],
  ['sticker', 'space', 'id'],
  ['filtered', 'space', 'space'],
  ['lately', 'space', 'person'],
] as const

const piecesSql = many.map(
  ([table, room, row]) => `
  delete from ${table} where ${room} = $1 and ${row} = any(
    array(select ${row} from ${table} where ${room} = $1 order by ${row} limit $2)) returning 1`,
)

/** How many rows went; none where none is left. */
export const deletePiece = async (db: Queryable, room: string, most: number): Promise<number> => {
  for (const sql of piecesSql) {
    const rows = (await db.query(sql, [room, most])).length
    if (rows > 0) return rows
  }
  return 0
}

const endSql = `
  with streams as (delete from stream where id = $1),
    rooms as (delete from room where id = $1)
  delete from deleted_room where room = $1`

export const endRoom = (db: Queryable, room: string) => db.query(endSql, [room])

const endThreadSql = `
  with streams as (delete from stream where id = $2),
    rooms as (delete from room where id = $2),
    drafts as (delete from draft where room = $2),
    followers as (delete from thread_follower where parent = $1 and room = $2)
  delete from thread where parent = $1 and room = $2`

/** Its rows by person are gone with the memberships of its room, but for what was under way then. */
export const endThread = (db: Queryable, parent: string, thread: string) => db.query(endThreadSql, [parent, thread])
