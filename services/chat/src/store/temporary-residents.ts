/** Who lives in a space until they go offline: that ends when they are given a role, or the space. Nobody else writes whether they are there. */
import type { Queryable } from '@parley/service-kit'

/** Of a row of `resident`. */
export const isTemporary = `exists (
  select from temporary_resident passing where passing.person = resident.person and passing.space = resident.space)`

const insertSql = `insert into temporary_resident (person, space) values ($1, $2)`
export const insertTemporary = (db: Queryable, space: string, person: string) => db.query(insertSql, [person, space])

const listSql = `
  select distinct person from temporary_resident where person > $1 order by person limit $2`

/** The people, a page at a time. */
export const listTemporary = async (db: Queryable, after: string, most: number): Promise<string[]> =>
  (await db.query<{ person: string }>(listSql, [after, most])).map(({ person }) => person)

const hereSql = `
  update temporary_resident set seen = true, absent = null, asked = null
  where person = any($1::uuid[]) and (not seen or absent is not null)`

export const noteHere = (db: Queryable, people: readonly string[]) => db.query(hereSql, [people])

/** Who was never there since they were let in cannot have gone: they have longer. */
const isOver = `asked is not null
  and absent <= clock_timestamp() - make_interval(secs => case when seen then $1::float8 else greatest($1::float8, $2::float8) end)`

/** So many seconds without a device, and so many of who has not been there at all. */
export interface Graces {
  readonly gone: number
  readonly unseen: number
}

interface Staying {
  readonly space: string
  readonly person: string
}

/** What was found longer ago does not count: they may have been there meanwhile. */
const gapSeconds = 60
const goneSql = `
  update temporary_resident set asked = clock_timestamp(),
    absent = case when asked > clock_timestamp() - interval '${gapSeconds} seconds' then absent else clock_timestamp() end
  where person = any($3::uuid[]) returning space, person, ${isOver} as "isOver"`

/** They are not there now. Gives those whose time is over, and where. */
export const noteGone = async (db: Queryable, { gone, unseen }: Graces, people: readonly string[]) =>
  (await db.query<Staying & { readonly isOver: boolean }>(goneSql, [gone, unseen, people])).filter(
    ({ isOver }) => isOver,
  )

const overSql = `
  select person from temporary_resident
  where space = $3 and person = any($4::uuid[]) and ${isOver} and exists (select from space where id = $3) order by person`

/** Of these people, those whose time in this space is over, where there is one still. True for as long as its stream is locked, but that they may come back. */
export const findOver = async (
  db: Queryable,
  { gone, unseen }: Graces,
  space: string,
  people: readonly string[],
): Promise<string[]> =>
  (await db.query<{ person: string }>(overSql, [gone, unseen, space, people])).map(({ person }) => person)
