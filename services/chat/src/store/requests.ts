/** Who asks to be let into a group or a space, and for whom no invitation to it is good. */
import type { Queryable } from '@parley/service-kit'
import { microsSql, type PageEnd } from './invitations.ts'

export interface NewRequest {
  readonly place: string
  readonly person: string
  readonly note: string
  /** Those of the invitation that was used, and who made that. */
  readonly roles: readonly number[]
  readonly temporary: boolean
  readonly creator: string | null
}

const insertSql = `insert into request (room, person, note, roles, temporary, creator) values ($1, $2, $3, $4, $5, $6)`
export const insertRequest = (db: Queryable, { place, person, note, roles, temporary, creator }: NewRequest) =>
  db.query(insertSql, [place, person, note, roles, temporary, creator])

const countSql = `select count(*) as asking from request where room = $1`
export const countRequests = async (db: Queryable, place: string): Promise<number> =>
  (await db.query<{ asking: number }>(countSql, [place]))[0]?.asking ?? 0

export interface RequestRow {
  readonly user: string
  readonly name: string
  readonly at: number
  readonly note: string
  readonly micros: number
}

const listSql = `
  select request.person as user, coalesce(person.name, '') as name, floor(extract(epoch from at) * 1000)::bigint as at, note,
    ${microsSql('at')} as micros
  from request left join person on person.id = request.person
  where request.room = $1 and ($2::bigint is null or (${microsSql('at')}, request.person) > ($2, $3::uuid))
  order by ${microsSql('at')}, request.person limit $4`

/** In the order in which they asked. */
export const listRequests = (
  db: Queryable,
  place: string,
  after: PageEnd | undefined,
  limit: number,
): Promise<RequestRow[]> => db.query<RequestRow>(listSql, [place, after?.micros ?? null, after?.id ?? null, limit])

const getSql = `select roles, temporary, creator from request where room = $1 and person = $2`

type Given = Pick<NewRequest, 'roles' | 'temporary' | 'creator'>

/** What they were given when they asked; nothing where they do not ask. */
export const getRequest = async (db: Queryable, place: string, person: string): Promise<Given | undefined> =>
  (await db.query<Given>(getSql, [place, person]))[0]

/** Also ends every invitation that they have made: whom it would bring in, somebody else may invite. */
const barSql = `
  with answered as (delete from request where room = $1 and person = $2),
    revoked as (delete from invitation where room = $1 and creator = $2)
  insert into barred (room, person) values ($1, $2) on conflict do nothing`

/** No invitation brings them in from now on. */
export const bar = (db: Queryable, place: string, person: string) => db.query(barSql, [place, person])

const admitSql = `
  with answered as (delete from request where room = $1 and person = any($2::uuid[]))
  delete from barred where room = $1 and person = any($2::uuid[])`

/** They come in: what was asked is answered, and what was held against them is over. */
export const admit = (db: Queryable, place: string, people: readonly string[]) => db.query(admitSql, [place, people])

const dropSql = `delete from request where room = $1 and person = any($2::uuid[])`

/** What these have asked is answered by nobody. */
export const dropRequests = (db: Queryable, place: string, people: readonly string[]) =>
  db.query(dropSql, [place, people])

const waitingSql = `
  with waiting as (select count(*) as waiting from request where room = $1)
  select person, waiting from membership, waiting where room = $1 and role = 'owner'
  union all
  select person, waiting from membership, waiting where room = $1 and role = 'admin'`

export interface Answering {
  readonly person: string
  /** How many ask. */
  readonly waiting: number
}

/** Those who may answer in a group. */
export const listAnswering = (db: Queryable, room: string): Promise<Answering[]> => db.query(waitingSql, [room])

/** The owner, and of those with a role by which they manage the space so many as a group has admins. */
const waitingInSpaceSql = `
  with waiting as (select count(*) as waiting from request where room = $1)
  select owner as person, waiting from space, waiting where id = $1
  union
  (select holder.person, waiting from waiting, role join role_holder holder on holder.space = role.space and holder.role = role.id
  where role.space = $1 and role.may & $2 <> 0 limit $3)`

export const listAnsweringInSpace = (
  db: Queryable,
  space: string,
  manages: bigint,
  most: number,
): Promise<Answering[]> => db.query(waitingInSpaceSql, [space, String(manages), most])
