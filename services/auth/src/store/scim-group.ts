/** Groups that a directory tells of by SCIM. */
import type { Queryable } from '@parley/service-kit'

export interface ScimGroupRow {
  readonly group: string
  readonly name: string
  readonly externalId: string | null
  readonly createdAt: Date
  readonly changedAt: Date
}

const select = `
  select id as "group", name, external_id as "externalId", created_at as "createdAt", changed_at as "changedAt" from scim_group`

export const findScimGroup = async (db: Queryable, group: string): Promise<ScimGroupRow | undefined> =>
  (await db.query<ScimGroupRow>(`${select} where id = $1`, [group]))[0]

/** The same, and nobody else changes it until the end of the transaction. */
export const lockScimGroup = async (tx: Queryable, group: string): Promise<ScimGroupRow | undefined> =>
  (await tx.query<ScimGroupRow>(`${select} where id = $1 for update`, [group]))[0]

export const listScimGroups = (
  db: Queryable,
  { where, values }: { readonly where: string; readonly values: readonly unknown[] },
  skip: number,
  limit: number,
): Promise<ScimGroupRow[]> => {
  const sql = `${select} where ${where} order by created_at, id offset $${values.length + 1} limit $${values.length + 2}`
  return db.query<ScimGroupRow>(sql, [...values, skip, limit])
}

export const countScimGroups = async (db: Queryable, where: string, values: readonly unknown[]): Promise<number> => {
  const sql = `select count(*)::integer as count from scim_group where ${where}`
  return (await db.query<{ count: number }>(sql, [...values]))[0]?.count ?? 0
}

interface Named {
  readonly name: string
  readonly externalId: string | null
}

/** False where another one has the name. Of two at once the second waits here. */
export const insertScimGroup = async (tx: Queryable, group: string, { name, externalId }: Named): Promise<boolean> => {
  const sql = `insert into scim_group (id, name, external_id) values ($1, $2, $3) on conflict do nothing returning 1`
  return (await tx.query(sql, [group, name, externalId])).length > 0
}

/** False where another one has the name. */
export const changeScimGroup = async (tx: Queryable, group: string, { name, externalId }: Named): Promise<boolean> => {
  const taken = 'select 1 from scim_group where lower(name) = lower($2) and id <> $1'
  if ((await tx.query(taken, [group, name])).length > 0) return false
  const sql = `update scim_group set name = $2, external_id = $3, changed_at = clock_timestamp() where id = $1`
  await tx.query(sql, [group, name, externalId])
  return true
}

export const deleteScimGroup = async (tx: Queryable, group: string): Promise<void> => {
  await tx.query('delete from scim_group where id = $1', [group])
}

export interface MemberRow {
  readonly group: string
  readonly user: string
  readonly name: string
}

export const listMembers = (db: Queryable, groups: readonly string[]): Promise<MemberRow[]> => {
  const sql = `
    select scim_group as "group", scim_member.account as user, account.name
    from scim_member join scim_user on scim_user.account = scim_member.account and removed_at is null
    join account on account.id = scim_member.account
    where scim_group = any($1::uuid[]) order by scim_group, scim_member.account`
  return db.query<MemberRow>(sql, [groups])
}

/** Those of them that the directory has; they are in it then. */
export const addMembers = async (tx: Queryable, group: string, users: readonly string[]): Promise<number> => {
  const sql = `
    with known as (select account from scim_user where account = any($2::uuid[]) and removed_at is null),
      added as (insert into scim_member (scim_group, account) select $1, account from known on conflict do nothing)
    select account from known`
  return (await tx.query(sql, [group, users])).length
}

export const removeMembers = async (tx: Queryable, group: string, users: readonly string[]): Promise<void> => {
  await tx.query('delete from scim_member where scim_group = $1 and account = any($2::uuid[])', [group, users])
}

/** Undefined where no directory has them. */
export const groupsOfUser = async (db: Queryable, user: string): Promise<string[] | undefined> => {
  const sql = `
    select array(select scim_group.name from scim_member join scim_group on scim_group.id = scim_member.scim_group
      where scim_member.account = scim_user.account and removed_at is null) as groups
    from scim_user where account = $1`
  return (await db.query<{ groups: string[] }>(sql, [user]))[0]?.groups
}
