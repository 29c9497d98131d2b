/** Roles of spaces, and who has them. True for as long as the stream of the space is locked. */
import type { Queryable } from '@parley/service-kit'
import type { RoleRow } from '../space-rights.ts'

const nextSql = `update space set last_role = last_role + 1 where id = $1 and last_role < 32767 returning last_role as id`

/** One that no role has had yet; undefined where there is none left. */
export const nextRole = async (db: Queryable, space: string): Promise<number | undefined> =>
  (await db.query<{ id: number }>(nextSql, [space]))[0]?.id

const insertSql = `
  insert into role (space, id, name, place, may, colour, mentionable) values ($1, $2, $3, $4, $5, $6, $7)`

export const insertRole = (db: Queryable, space: string, { id, name, place, may, colour, mentionable }: RoleRow) =>
  db.query(insertSql, [space, id, name, place, String(may), colour, mentionable])

const changeSql = `
  update role set name = coalesce($3, name), place = coalesce($4, place), may = coalesce($5::bigint, may),
    colour = coalesce($6, colour), mentionable = coalesce($7, mentionable)
  where space = $1 and id = $2`

export const changeRole = (db: Queryable, space: string, id: number, change: Partial<RoleRow>) => {
  const { name, place, may, colour, mentionable } = change
  const values = [
    name ?? null,
    place ?? null,
    may === undefined ? null : String(may),
    colour ?? null,
    mentionable ?? null,
  ]
  return db.query(changeSql, [space, id, ...values])
}

const deleteSql = `
  with said as (delete from role_override where role = $2 and room = any($3::uuid[])),
    noted as (insert into deleted_role (space, role) values ($1, $2))
  delete from role where space = $1 and id = $2`

/** Nobody has it any more, whatever is still kept of that, and none of these places says anything of it. */
export const deleteRole = (db: Queryable, space: string, id: number, places: readonly string[]) =>
  db.query(deleteSql, [space, id, places])

const deletedSql = `select space, role from deleted_role order by space, role limit $1`
export const listDeletedRoles = (db: Queryable, most: number) =>
  db.query<{ readonly space: string; readonly role: number }>(deletedSql, [most])

/** Who is changed just now by somebody else is left for later: so it waits for nobody. */
const forgetSql = `
  update resident set roles = array_remove(roles, $2::smallint)
  where space = $1 and person = any(array(
    select holder.person from role_holder holder
    join resident holding on holding.space = holder.space and holding.person = holder.person
    where holder.space = $1 and holder.role = $2 limit $3 for update of holding skip locked
  ))
  returning 1`

/** Of how many it is forgotten that they had this role, so many at most. */
export const forgetHolders = async (db: Queryable, space: string, role: number, most: number): Promise<number> =>
  (await db.query(forgetSql, [space, role, most])).length

const finishSql = `
  delete from deleted_role
  where space = $1 and role = $2 and not exists (select from role_holder where space = $1 and role = $2)`

/** Once nothing is kept of who had it. */
export const finishRole = (db: Queryable, space: string, role: number) => db.query(finishSql, [space, role])

const isRoleSql = `select 1 from role where space = $1 and id = $2`
export const isRole = async (db: Queryable, space: string, role: number): Promise<boolean> =>
  (await db.query(isRoleSql, [space, role])).length > 0

const placesSql = `select id from room where space = $1 union all select id from category where space = $1`

/** Rooms and categories. */
export const placesOf = async (db: Queryable, space: string): Promise<string[]> =>
  (await db.query<{ id: string }>(placesSql, [space])).map(({ id }) => id)

const grantSql = `
  update resident set roles = roles || $2::smallint where space = $1 and person = any($3::uuid[]) and $2 <> all(roles)
  returning person`
const revokeSql = `
  update resident set roles = array_remove(roles, $2::smallint) where space = $1 and person = any($3::uuid[]) and $2 = any(roles)
  returning person`

/** Those who did not have it. */
export const grantRole = (db: Queryable, space: string, role: number, people: readonly string[]) =>
  db.query<{ readonly person: string }>(grantSql, [space, role, people])

/** Those who had it. */
export const revokeRole = (db: Queryable, space: string, role: number, people: readonly string[]) =>
  db.query<{ readonly person: string }>(revokeSql, [space, role, people])
