/** The names that people log in with, and those that they had before. */
import type { Queryable } from '@parley/service-kit'

/** False where somebody has the name, or one that looks like it. Of two at once the second waits here until the first is committed or undone. */
export const takeUsername = async (tx: Queryable, username: string, account: string): Promise<boolean> => {
  const gone = `
    delete from username
    where (name = $1 or (skeleton(name) = skeleton($1) and not look_alike)) and reserved_until <= now()`
  await tx.query(gone, [username])
  const sql = `insert into username (name, account) values ($1, $2) on conflict do nothing returning name`
  return (await tx.query(sql, [username, account])).length > 0
}

export interface Former {
  readonly username: string
  readonly until: number
}

/** Those that are kept for an account, the one that is free first at the front. */
export const formerUsernames = async (db: Queryable, account: string): Promise<Former[]> => {
  const sql = `
    select name as username, reserved_until as until from username
    where account = $1 and reserved_until > now() order by reserved_until, name`
  const rows = await db.query<{ username: string; until: Date }>(sql, [account])
  return rows.map(({ username, until }) => ({ username, until: until.getTime() }))
}

/** The one in use is kept for its owner from now on. */
export const reserveUsername = async (tx: Queryable, account: string, seconds: number): Promise<void> => {
  const sql = `
    update username set reserved_until = now() + make_interval(secs => $2)
    where account = $1 and reserved_until is null`
  await tx.query(sql, [account, seconds])
}

/** One that is kept for the account is in use again. False where there is no such one. */
export const regainUsername = async (tx: Queryable, account: string, username: string): Promise<boolean> => {
  const sql = `
    update username set reserved_until = null where account = $1 and name = $2 and reserved_until > now() returning 1`
  return (await tx.query(sql, [account, username])).length > 0
}

/** Of two changes of one account the second waits for the first. False where the password is another than was verified. */
export const lockAccount = async (tx: Queryable, account: string, passwordHash: string): Promise<boolean> => {
  const sql = `select 1 from account where id = $1 and password_hash = $2 for update`
  return (await tx.query(sql, [account, passwordHash])).length > 0
}

/** Whose name it is, or was as long as it is kept. */
export const ownerOfUsername = async (db: Queryable, username: string): Promise<string | undefined> => {
  const sql = `select account from username where name = $1 and (reserved_until is null or reserved_until > now())`
  return (await db.query<{ account: string }>(sql, [username]))[0]?.account
}

export const deleteFreeUsernames = async (db: Queryable, limit: number): Promise<number> => {
  const sql = `
    delete from username where name in (
      select name from username where reserved_until <= now() order by reserved_until limit $1 for update skip locked
    ) returning 1`
  return (await db.query(sql, [limit])).length
}
