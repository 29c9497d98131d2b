import { erasedName } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface NewAccount {
  readonly id: string
  readonly name: string
  readonly searchKey: string
  readonly passwordHash: string
  readonly signUpKey: Buffer | null
}

export const insertAccount = async (
  tx: Queryable,
  { id, name, searchKey, passwordHash, signUpKey }: NewAccount,
): Promise<void> => {
  const sql = `
    insert into account (id, name, search_key, password_hash, sign_up_key) values ($1, $2, $3, $4, $5)`
  await tx.query(sql, [id, name, searchKey, passwordHash, signUpKey])
}

/** False where somebody has the name. Of two at once the second waits here until the first is committed or undone. */
export const takeUsername = async (tx: Queryable, username: string, account: string): Promise<boolean> => {
  const sql = `insert into username (name, account) values ($1, $2) on conflict do nothing returning name`
  return (await tx.query(sql, [username, account])).length > 0
}

export interface Credentials {
  readonly user: string
  readonly passwordHash: string
}

export const findCredentials = async (db: Queryable, username: string): Promise<Credentials | undefined> => {
  const sql = `
    select account.id as user, account.password_hash as "passwordHash"
    from username join account on account.id = username.account
    where username.name = $1 and username.reserved_until is null`
  return (await db.query<Credentials>(sql, [username]))[0]
}

/** The account of this name, where it was made with this key so many seconds ago at most. */
export const findSignUp = async (
  db: Queryable,
  username: string,
  signUpKey: Buffer,
  seconds: number,
): Promise<Credentials | undefined> => {
  const sql = `
    select account.id as user, account.password_hash as "passwordHash"
    from username join account on account.id = username.account
    where username.name = $1 and username.reserved_until is null and account.sign_up_key = $2
      and account.created_at > now() - make_interval(secs => $3)`
  return (await db.query<Credentials>(sql, [username, signUpKey, seconds]))[0]
}

/** By the id of the account, with the name that it logs in with. */
export const findOwnCredentials = async (
  db: Queryable,
  user: string,
): Promise<(Credentials & { readonly username: string }) | undefined> => {
  const sql = `
    select account.id as user, account.password_hash as "passwordHash", username.name as username
    from account join username on username.account = account.id and username.reserved_until is null
    where account.id = $1`
  return (await db.query<Credentials & { readonly username: string }>(sql, [user]))[0]
}

/** Until the end of the transaction the hash is this one, where it is. */
export const holdPassword = async (tx: Queryable, { user, passwordHash }: Credentials): Promise<boolean> => {
  const sql = 'select 1 from account where id = $1 and password_hash = $2 for share'
  return (await tx.query(sql, [user, passwordHash])).length > 0
}

/** Only where the hash is still the one that was verified, so that it never undoes a change of password. Whether it was. */
export const replaceHash = async (db: Queryable, user: string, from: string, to: string): Promise<boolean> => {
  const sql = `update account set password_hash = $3 where id = $1 and password_hash = $2 returning 1`
  return (await db.query(sql, [user, from, to])).length > 0
}

/** False where it has that name, or is gone. */
export const renameAccount = async (tx: Queryable, id: string, name: string, key: string): Promise<boolean> => {
  const sql = `update account set name = $2, search_key = $3 where id = $1 and name <> $2 returning 1`
  return (await tx.query(sql, [id, name, key])).length > 0
}

export interface OwnAccount {
  readonly username: string
  readonly name: string
  readonly createdAt: Date
}

export const findAccount = async (db: Queryable, user: string): Promise<OwnAccount | undefined> => {
  const sql = `
    select username.name as username, account.name, account.created_at as "createdAt"
    from account join username on username.account = account.id and username.reserved_until is null
    where account.id = $1`
  return (await db.query<OwnAccount>(sql, [user]))[0]
}

/** A person, as others see them. */
export interface PublicUser {
  readonly user: string
  readonly name: string
}

/** Also those whose account is closed, under the name of all of these. */
export const findUsers = (db: Queryable, users: readonly string[]): Promise<PublicUser[]> => {
  const sql = `
    select id as user, name from account where id = any($1::uuid[])
    union all
    select account, '${erasedName}' from closing where account = any($1::uuid[]) and closed_at is not null`
  return db.query<PublicUser>(sql, [users])
}

/**
 * A range of the index instead of `like`: no wildcards that a name would have to escape, and no need of the value at
 * planning, which a generic plan does not have. The upper end is the last code point, which is no character.
 */
export const findUsersByPrefix = (db: Queryable, prefix: string, limit: number): Promise<PublicUser[]> => {
  const sql = `
    select id as user, name from account
    where search_key >= $1 and search_key < $1 || chr(1114111)
    order by search_key, id limit $2`
  return db.query<PublicUser>(sql, [prefix, limit])
}
