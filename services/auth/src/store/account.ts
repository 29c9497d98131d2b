import { erasedName } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { putWords } from './name-word.ts'
import { type ProfileTold, profileOf } from './profile.ts'

export interface NewAccount {
  readonly id: string
  readonly name: string
  readonly searchKey: string
  readonly passwordHash: string
  readonly signUpKey: Buffer | null
  readonly guest: boolean
}

export const insertAccount = async (
  tx: Queryable,
  { id, name, searchKey, passwordHash, signUpKey, guest }: NewAccount,
): Promise<void> => {
  const sql = `
    insert into account (id, name, search_key, password_hash, sign_up_key, guest) values ($1, $2, $3, $4, $5, $6)`
  await tx.query(sql, [id, name, searchKey, passwordHash, signUpKey, guest])
  await putWords(tx, id, name)
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

/** Whether somebody can log in to it: by a password, of which `none` says that there is none, by an issuer or by a passkey. */
export const hasWayIn = async (tx: Queryable, user: string, none: string): Promise<boolean> => {
  const sql = `
    select 1 from account where id = $1 and (password_hash <> $2
      or exists (select from identity where account = $1) or exists (select from passkey where account = $1))`
  return (await tx.query(sql, [user, none])).length > 0
}

/** Only where the hash is still the one that was verified, so that it never undoes a change of password. Whether it was. */
export const replaceHash = async (db: Queryable, user: string, from: string, to: string): Promise<boolean> => {
  const sql = `update account set password_hash = $3 where id = $1 and password_hash = $2 returning 1`
  return (await db.query(sql, [user, from, to])).length > 0
}

/** False where it has that name, or is gone. */
export const renameAccount = async (tx: Queryable, id: string, name: string, key: string): Promise<boolean> => {
  const sql = `update account set name = $2, search_key = $3 where id = $1 and name <> $2 returning 1`
  if ((await tx.query(sql, [id, name, key])).length === 0) return false
  await putWords(tx, id, name)
  return true
}

export type Findable = 'everyone' | 'shared' | 'nobody'

export const setFindable = async (db: Queryable, id: string, findable: Findable): Promise<void> =>
  void (await db.query(`update account set findable = $2 where id = $1`, [id, findable]))

export interface OwnAccount {
  readonly username: string
  readonly name: string
  readonly createdAt: Date
  /** Null where the account has not said. */
  readonly findable: Findable | null
  readonly guest: boolean
}

export const findAccount = async (db: Queryable, user: string): Promise<OwnAccount | undefined> => {
  const sql = `
    select username.name as username, account.name, account.created_at as "createdAt", account.findable, account.guest
    from account join username on username.account = account.id and username.reserved_until is null
    where account.id = $1`
  return (await db.query<OwnAccount>(sql, [user]))[0]
}

/** A person, or a program, as others see them. */
export interface PublicUser {
  readonly user: string
  readonly name: string
  readonly profile?: number
  readonly picture?: string
  readonly program?: true
  readonly guest?: true
}

interface UserRow extends ProfileTold {
  readonly user: string
  readonly name: string
  readonly program: boolean
  readonly guest: boolean
}

export const toUser = ({ user, name, version, picture, program, guest }: UserRow): PublicUser => ({
  user,
  name,
  ...profileOf({ version, picture }),
  ...(program ? { program } : {}),
  ...(guest ? { guest } : {}),
})

/** Also those whose account is closed, under the name of all of these. */
export const findUsers = async (db: Queryable, users: readonly string[]): Promise<PublicUser[]> => {
  const sql = `
    select id as user, name, version, picture, program, guest from account left join profile on profile.account = account.id
    where id = any($1::uuid[])
    union all
    select account, '${erasedName}', null, null, false, false from closing where account = any($1::uuid[]) and closed_at is not null`
  return (await db.query<UserRow>(sql, [users])).map(toUser)
}
