/** What rooms and categories say otherwise than the roles. True for as long as the stream of the space is locked. */
import { beforeIds, type Queryable } from '@parley/service-kit'
import type { Override, Overrides } from '../permissions.ts'
import { placesSql } from './spaces.ts'

/** All who have a role, or one person. */
export type Holder = { readonly role: number } | { readonly user: string }

interface Row {
  readonly place: string
  readonly role: number | null
  readonly person: string | null
  readonly allow: string
  readonly deny: string
}

const toOverride = ({ allow, deny }: Pick<Row, 'allow' | 'deny'>): Override => ({
  allow: BigInt(allow),
  deny: BigInt(deny),
})

/** Of one place. */
export const toOverrides = (rows: readonly Pick<Row, 'role' | 'person' | 'allow' | 'deny'>[]): Overrides => ({
  roles: new Map(rows.flatMap((row) => (row.role === null ? [] : [[row.role, toOverride(row)]]))),
  people: new Map(rows.flatMap((row) => (row.person === null ? [] : [[row.person, toOverride(row)]]))),
})

const readSql = `
  select room as place, role, null::uuid as person, allow::text, deny::text from role_override where room = any($1::uuid[])
  union all
  select room, null, person, allow::text, deny::text from person_override where room = any($1::uuid[])`

/** All of each of these places; nothing of one that says nothing. */
export const readOverrides = async (db: Queryable, places: readonly string[]): Promise<Map<string, Overrides>> => {
  const rows = await db.query<Row>(readSql, [places])
  return new Map([...Map.groupBy(rows, ({ place }) => place)].map(([place, own]) => [place, toOverrides(own)]))
}

const countSql = `
  select (select count(*)::int from ${placesSql('$1')} place join role_override o on o.room = place.id)
    + (select count(*)::int from ${placesSql('$1')} place join person_override o on o.room = place.id) as overrides`

export const countOverrides = async (db: Queryable, space: string): Promise<number> =>
  (await db.query<{ overrides: number }>(countSql, [space]))[0]?.overrides ?? 0

const setRoleSql = `
  insert into role_override (room, role, allow, deny) values ($1, $2, $3, $4)
  on conflict (room, role) do update set allow = excluded.allow, deny = excluded.deny`
const setPersonSql = `
  insert into person_override (room, person, allow, deny) values ($1, $2, $3, $4)
  on conflict (room, person) do update set allow = excluded.allow, deny = excluded.deny`

export const putOverride = (db: Queryable, place: string, of: Holder, { allow, deny }: Override) =>
  'role' in of
    ? db.query(setRoleSql, [place, of.role, String(allow), String(deny)])
    : db.query(setPersonSql, [place, of.user, String(allow), String(deny)])

const deleteRoleSql = `delete from role_override where room = $1 and role = $2`
const deletePersonSql = `delete from person_override where room = $1 and person = $2`

export const deleteOverride = (db: Queryable, place: string, of: Holder) =>
  'role' in of ? db.query(deleteRoleSql, [place, of.role]) : db.query(deletePersonSql, [place, of.user])

const clearSql = `
  with said as (delete from role_override where room = any($1::uuid[]))
  delete from person_override where room = any($1::uuid[])`
/** They say nothing otherwise any more. */
export const clearOverrides = (db: Queryable, places: readonly string[]) => db.query(clearSql, [places])

const copySql = `
  with said as (
    insert into role_override (room, role, allow, deny)
    select place, role, allow, deny from role_override, unnest($2::uuid[]) place where room = $1
  )
  insert into person_override (room, person, allow, deny)
  select place, person, allow, deny from person_override, unnest($2::uuid[]) place where room = $1`
/** These say what that one says, and nothing else: they have said nothing before. */
export const copyOverrides = (db: Queryable, from: string, to: readonly string[]) => db.query(copySql, [from, to])

const listSql = `
  select room as place, role, null::uuid as person, allow::text, deny::text from role_override
  where room = $1 and $3::uuid is null and role > coalesce($2, -1)
  union all
  select room, null, person, allow::text, deny::text from person_override
  where room = $1 and person > coalesce($3, '${beforeIds}')
  order by role, person limit $4`

export interface ListedOverride extends Override {
  readonly of: Holder
}

/** Those of roles first, after the one given. */
export const listOverrides = async (
  db: Queryable,
  place: string,
  after: Holder | undefined,
  limit: number,
): Promise<ListedOverride[]> => {
  const [role, person] = [after && 'role' in after ? after.role : null, after && 'user' in after ? after.user : null]
  const rows = await db.query<Row>(listSql, [place, role, person, limit])
  return rows.map((row) => ({
    ...toOverride(row),
    of: row.role === null ? { user: row.person as string } : { role: row.role },
  }))
}
