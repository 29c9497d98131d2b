/** Who asks to be let into a group, and for whom no invitation to it is good. */
import type { Queryable } from '@parley/service-kit'

const insertSql = `insert into request (room, person) values ($1, $2)`
export const insertRequest = (db: Queryable, room: string, person: string) => db.query(insertSql, [room, person])

const countSql = `select count(*) as asking from request where room = $1`
export const countRequests = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ asking: number }>(countSql, [room]))[0]?.asking ?? 0

export interface RequestRow {
  readonly user: string
  readonly name: string
  readonly at: number
}

const listSql = `
  select request.person as user, coalesce(person.name, '') as name, floor(extract(epoch from at) * 1000)::bigint as at
  from request left join person on person.id = request.person where request.room = $1 order by request.at, request.person`

export const listRequests = (db: Queryable, room: string): Promise<RequestRow[]> =>
  db.query<RequestRow>(listSql, [room])

const hasSql = `select 1 from request where room = $1 and person = $2`
export const hasRequest = async (db: Queryable, room: string, person: string): Promise<boolean> =>
  (await db.query(hasSql, [room, person])).length > 0

/** Also ends every invitation that they have made: whom it would bring in, somebody else may invite. */
const barSql = `
  with answered as (delete from request where room = $1 and person = $2),
    revoked as (delete from invitation where room = $1 and creator = $2)
  insert into barred (room, person) values ($1, $2) on conflict do nothing`

/** No invitation brings them in from now on. */
export const bar = (db: Queryable, room: string, person: string) => db.query(barSql, [room, person])

const admitSql = `
  with answered as (delete from request where room = $1 and person = any($2::uuid[]))
  delete from barred where room = $1 and person = any($2::uuid[])`

/** They come in: what was asked is answered, and what was held against them is over. */
export const admit = (db: Queryable, room: string, people: readonly string[]) => db.query(admitSql, [room, people])

const waitingSql = `
  with waiting as (select count(*) as waiting from request where room = $1)
  select person, waiting from membership, waiting where room = $1 and role = 'owner'
  union all
  select person, waiting from membership, waiting where room = $1 and role = 'admin'`

/** Those who may answer, each with how many ask. */
export const listAnswering = (db: Queryable, room: string): Promise<{ person: string; waiting: number }[]> =>
  db.query(waitingSql, [room])
