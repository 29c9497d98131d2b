/** Who runs the platform. */
import type { StaffRole } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { isRestricted } from './restriction.ts'

/** Until the end of the transaction this is their role. Undefined where they have none, or something restricts them. */
export const holdRole = async (tx: Queryable, account: string): Promise<StaffRole | undefined> => {
  const sql = `
    select role from staff where account = $1
      and not ${isRestricted('$1')}
    for share of staff`
  return (await tx.query<{ role: StaffRole }>(sql, [account]))[0]?.role
}

/** All who have a role, so that of two appointments the second sees the first. */
export const lockStaff = async (tx: Queryable): Promise<void> => {
  await tx.query('select 1 from staff order by account for update')
}

export const findRole = async (db: Queryable, account: string): Promise<StaffRole | undefined> =>
  (await db.query<{ role: StaffRole }>('select role from staff where account = $1', [account]))[0]?.role

export const countOwners = async (db: Queryable): Promise<number> => {
  const sql = `select count(*)::integer as count from staff where role = 'owner'`
  return (await db.query<{ count: number }>(sql))[0]?.count ?? 0
}

export interface GivenRole {
  readonly role: StaffRole
  /** Whose groups gave it; null where somebody here did. */
  readonly issuer: string | null
}

export const findGivenRole = async (db: Queryable, account: string): Promise<GivenRole | undefined> =>
  (await db.query<GivenRole>('select role, issuer from staff where account = $1', [account]))[0]

/** `issuer`: whose groups give it. */
export const putRole = async (tx: Queryable, account: string, role: StaffRole, issuer?: string): Promise<void> => {
  const sql = `
    insert into staff (account, role, issuer) values ($1, $2, $3)
    on conflict (account) do update set role = excluded.role, issuer = excluded.issuer, appointed_at = clock_timestamp()`
  await tx.query(sql, [account, role, issuer ?? null])
}

export const deleteRole = async (tx: Queryable, account: string): Promise<void> => {
  await tx.query('delete from staff where account = $1', [account])
}

export interface StaffRow {
  readonly user: string
  readonly name: string
  readonly role: StaffRole
}

export const listStaff = (db: Queryable): Promise<StaffRow[]> => {
  const sql = `
    select account as user, name, role from staff join account on account.id = staff.account
    order by array_position(array['owner', 'admin', 'moderator', 'support', 'auditor'], role), account`
  return db.query<StaffRow>(sql)
}
