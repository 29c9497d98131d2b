/** People as those who run the platform see them. */
import type { StaffRole } from '@parley/protocol'
import { beforeIds, type Queryable } from '@parley/service-kit'
import { inForce } from './restriction.ts'

export interface PersonRow {
  readonly user: string
  readonly name: string
  readonly username: string | null
  readonly createdAt: number
  readonly program: boolean
  readonly guest: boolean
  readonly role: StaffRole | null
  readonly sessions: number
}

const select = `
  select account.id as user, account.name, username.name as username, account.program, account.guest, staff.role,
    floor(extract(epoch from account.created_at) * 1000)::bigint as "createdAt",
    (select count(*) from session where session.account = account.id and ended_at is null and expires_at > now())::integer as sessions
  from account
  left join username on username.account = account.id and username.reserved_until is null
  left join staff on staff.account = account.id`

export interface Wanted {
  /** How the display name begins, as it is searched. */
  readonly key?: string | undefined
  /** How the username begins. */
  readonly username?: string | undefined
  readonly restricted?: boolean | undefined
  readonly after?: string | undefined
}

/** In the order of their ids. Each way to a name is a range of its index. */
export const listPeople = (
  db: Queryable,
  { key, username, restricted = false, after }: Wanted,
  limit: number,
): Promise<PersonRow[]> => {
  const sql = `${select}
    where account.id > coalesce($1::uuid, '${beforeIds}')
      and ($2::text is null or account.id in (
        select id from account where search_key >= $2 and search_key < $2 || chr(1114111)
        union
        select account from username where name >= $3 and name < $3 || chr(1114111) and reserved_until is null))
      and (not $4 or account.id in (select restriction.account from restriction where ${inForce}
        union all select scim_user.account from scim_user where not active))
    order by account.id limit $5`
  return db.query<PersonRow>(sql, [after ?? null, key ?? null, username ?? null, restricted, limit])
}

export const findPerson = async (db: Queryable, user: string): Promise<PersonRow | undefined> =>
  (await db.query<PersonRow>(`${select} where account.id = $1`, [user]))[0]

/** Until the end of the transaction nobody logs in, nor does anybody else do something to them. False where nobody has the id. */
export const lockAccount = async (tx: Queryable, user: string): Promise<boolean> =>
  (await tx.query('select 1 from account where id = $1 for update', [user])).length > 0

/** Apps that show codes, recovery codes and passkeys. */
export const deleteFactors = async (tx: Queryable, user: string): Promise<void> => {
  for (const table of ['totp', 'recovery_code', 'passkey'])
    await tx.query(`delete from ${table} where account = $1`, [user])
}

export const setPassword = async (tx: Queryable, user: string, hash: string): Promise<void> => {
  await tx.query('update account set password_hash = $2 where id = $1', [user, hash])
}
