/** Spaces that are deleted: nobody finds them any more, and their rows go in pieces. */
import type { Queryable } from '@parley/service-kit'

const roomsSql = `
  select space.owner, array(select room.id::text from room where room.space = space.id order by room.id) as rooms
  from space where id = $1`

/** The rooms of a space, and who owns it. */
export const leavingOf = async (db: Queryable, space: string) =>
  (await db.query<{ readonly rooms: readonly string[]; readonly owner: string }>(roomsSql, [space]))[0] as {
    readonly rooms: readonly string[]
    readonly owner: string
  }

const endSql = `
  with places as (select unnest($2::uuid[]) as id union all select id from category where space = $1),
    said as (delete from role_override where room in (select id from places)),
    said_of as (delete from person_override where room in (select id from places)),
    grouped as (delete from category where space = $1),
    ruled as (delete from role where space = $1),
    revoked as (delete from invitation where room = $1),
    answered as (delete from request where room = $1),
    rooms as (delete from room where id = any($2::uuid[])),
    leaving as (insert into deleted_room (room, by) select room, $3 from unnest($2::uuid[]) room),
    noted as (insert into deleted_space (space) values ($1))
  delete from space where id = $1`

export const endSpace = (db: Queryable, space: string, rooms: readonly string[], owner: string) =>
  db.query(endSql, [space, rooms, owner])

const listSql = `select space from deleted_space order by space limit $1`

export const listDeletedSpaces = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ space: string }>(listSql, [most])).map(({ space }) => space)

/** Those whom another process tells are left to it. */
const takeSql = `
  delete from resident where space = $1 and person = any(
    array(select person from resident where space = $1 order by person limit $2 for update skip locked))
  returning person`

/** So many at most; who is taken here is told by nobody else. */
export const takeLeaving = async (db: Queryable, space: string, most: number): Promise<string[]> =>
  (await db.query<{ person: string }>(takeSql, [space, most])).map(({ person }) => person)

const finishSql = `
  with streams as (
    delete from stream where id = $1 and not exists (select from resident where space = $1)
  )
  delete from deleted_space where space = $1 and not exists (select from resident where space = $1)`

/** Once nobody lives there and nothing was said there any more. */
export const finishSpace = (db: Queryable, space: string) => db.query(finishSql, [space])
