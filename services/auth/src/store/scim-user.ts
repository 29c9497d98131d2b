/** People whom a directory manages by SCIM. */
import type { Queryable } from '@parley/service-kit'

export interface Email {
  readonly value: string
  readonly type?: string
  readonly primary?: boolean
}

/** As the directory told it. */
export interface About {
  readonly name?: Readonly<Record<string, string>>
  readonly emails?: readonly Email[]
}

export interface ScimUserRow {
  readonly user: string
  readonly username: string
  readonly name: string
  readonly externalId: string | null
  readonly active: boolean
  readonly about: About
  readonly createdAt: Date
  readonly changedAt: Date
}

const rows = `
  scim_user join account on account.id = scim_user.account
  join username on username.account = account.id and username.reserved_until is null`
const select = `
  select scim_user.account as user, username.name as username, account.name, external_id as "externalId", active, about,
    scim_user.created_at as "createdAt", changed_at as "changedAt"
  from ${rows}`

export const findScimUser = async (db: Queryable, user: string): Promise<ScimUserRow | undefined> =>
  (await db.query<ScimUserRow>(`${select} where scim_user.account = $1 and removed_at is null`, [user]))[0]

/** One that is to be closed, and is not yet, by both names that the directory has for them. */
export const findRemoved = async (db: Queryable, externalId: string, username: string): Promise<string | undefined> => {
  const sql = `${select} where external_id = $1 and username.name = $2 and removed_at is not null`
  return (await db.query<ScimUserRow>(sql, [externalId, username]))[0]?.user
}

/** The oldest first. `where` is made by `whereOf`, with its values. */
export const listScimUsers = (
  db: Queryable,
  { where, values }: { readonly where: string; readonly values: readonly unknown[] },
  skip: number,
  limit: number,
): Promise<ScimUserRow[]> => {
  const sql = `${select} where removed_at is null and (${where})
    order by scim_user.created_at, scim_user.account offset $${values.length + 1} limit $${values.length + 2}`
  return db.query<ScimUserRow>(sql, [...values, skip, limit])
}

export const countScimUsers = async (db: Queryable, where: string, values: readonly unknown[]): Promise<number> => {
  const sql = `select count(*)::integer as count from ${rows} where removed_at is null and (${where})`
  return (await db.query<{ count: number }>(sql, [...values]))[0]?.count ?? 0
}

export interface Kept {
  readonly externalId: string | null
  readonly about: About
}

const addressesOf = ({ emails = [] }: About): string[] => emails.map(({ value }) => value.toLowerCase())

/** False where another one has the external id. Of two at once the second waits here. */
export const insertScimUser = async (tx: Queryable, user: string, { externalId, about }: Kept): Promise<boolean> => {
  const sql = `
    insert into scim_user (account, external_id, about, addresses) values ($1, $2, $3, $4) on conflict do nothing returning 1`
  return (await tx.query(sql, [user, externalId, JSON.stringify(about), addressesOf(about)])).length > 0
}

/** False as above. */
export const changeScimUser = async (tx: Queryable, user: string, { externalId, about }: Kept): Promise<boolean> => {
  const taken = 'select 1 from scim_user where external_id = $2 and account <> $1 and removed_at is null'
  if ((await tx.query(taken, [user, externalId])).length > 0) return false
  const sql = `
    update scim_user set external_id = $2, about = $3, addresses = $4, changed_at = clock_timestamp() where account = $1`
  await tx.query(sql, [user, externalId, JSON.stringify(about), addressesOf(about)])
  return true
}

export const setActive = async (tx: Queryable, user: string, active: boolean): Promise<void> => {
  const sql = `
    update scim_user set active = $2, active_at = clock_timestamp(), changed_at = clock_timestamp() where account = $1`
  await tx.query(sql, [user, active])
}

export const setRemoved = async (tx: Queryable, user: string, removed: boolean): Promise<void> => {
  const sql = 'update scim_user set removed_at = case when $2 then clock_timestamp() end where account = $1'
  await tx.query(sql, [user, removed])
}
