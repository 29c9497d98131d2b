/** Accounts that are to be closed, and what is left of those that are. */
import type { Queryable } from '@parley/service-kit'
import type { Erased, EraseQuestion } from '@parley/wire'

export type Messages = EraseQuestion['messages']

export interface Closing {
  readonly messages: Messages
  /** When it is out of use. */
  readonly due: Date
}

const putSql = `
  insert into closing (account, messages, due_at) values ($1, $2, now() + make_interval(secs => $3))
  on conflict (account) do update set messages = excluded.messages where closing.begun_at is null
  returning messages, due_at as due`

/** One that is asked for already keeps its time. Undefined where the account is out of use. */
export const putClosing = async (
  tx: Queryable,
  account: string,
  messages: Messages,
  graceSeconds: number,
): Promise<Closing | undefined> => (await tx.query<Closing>(putSql, [account, messages, graceSeconds]))[0]

const findSql = `select messages, due_at as due from closing where account = $1 and begun_at is null`
export const findClosing = async (db: Queryable, account: string): Promise<Closing | undefined> =>
  (await db.query<Closing>(findSql, [account]))[0]

const dropSql = `delete from closing where account = $1 and begun_at is null returning 1`

/** False where it is not to be closed, or is out of use already. */
export const dropClosing = async (db: Queryable, account: string): Promise<boolean> =>
  (await db.query(dropSql, [account])).length > 0

const dueSql = `select account from closing where begun_at is null and due_at <= now() order by due_at limit $1`
export const listDue = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ account: string }>(dueSql, [most])).map(({ account }) => account)

/** Whoever opens a session holds this row, and finds no password then. */
const lockSql = `select from account where id = $1 for update`
const beginSql = `update closing set begun_at = now() where account = $1 and begun_at is null and due_at <= now() returning 1`

/** False where they have kept it meanwhile, or another process has begun. */
export const beginClosing = async (tx: Queryable, account: string): Promise<boolean> => {
  await tx.query(lockSql, [account])
  return (await tx.query(beginSql, [account])).length > 0
}

const voidSql = `
  update account set name = $2, search_key = '', password_hash = '', sign_up_key = null where id = $1`
/** The name of a guest was made for them, and is nobody's to keep. */
const guestNameSql = `
  delete from username using account where account.id = username.account and account.id = $1 and account.guest`
const reserveSql = `
  update username set account = null, reserved_until = coalesce(reserved_until, 'infinity') where account = $1`
/** All by which somebody gets in, or is found: the other tables go with the account. */
const waysInSql = `
  with codes as (delete from recovery_code where account = $1), pending as (delete from pending_login where account = $1),
    arrivals as (delete from arrival where account = $1), grants as (delete from device_grant where account = $1),
    apps as (delete from totp where account = $1), passkeys as (delete from passkey where account = $1),
    identities as (delete from identity where account = $1), addresses as (delete from email where account = $1),
    links as (delete from mail_link where account = $1), mails as (delete from mail where account = $1),
    letters as (delete from letter where account = $1), told as (delete from scim_user where account = $1),
    words as (delete from name_word where account = $1), profiles as (delete from profile where account = $1)
  delete from staff where account = $1`
const sessionsSql = `update closing set sessions = sessions || $2 where account = $1`

/** Nobody logs in to it or finds it by its name, whichever release they ask. */
export const voidAccount = async (tx: Queryable, account: string, name: string, ended: readonly string[]) => {
  await tx.query(voidSql, [account, name])
  await tx.query(guestNameSql, [account])
  await tx.query(reserveSql, [account])
  await tx.query(waysInSql, [account])
  await noteEnded(tx, account, ended)
}

/** They are told until their tokens have expired, also when the account is gone. */
export const noteEnded = (tx: Queryable, account: string, ended: readonly string[]) =>
  tx.query(sessionsSql, [account, ended])

export interface Erasing extends EraseQuestion {
  /** The services that have said that they are done. */
  readonly done: readonly string[]
}

const openSql = `
  select account as user, messages, array(select service from erasure where erasure.account = closing.account) as done
  from closing where begun_at is not null and closed_at is null order by random() limit $1`

/** Some of those that are out of use and not gone yet: others the next time, so that none waits behind those that a service keeps waiting. */
export const listErasing = (db: Queryable, most: number): Promise<Erasing[]> => db.query<Erasing>(openSql, [most])

const tickSql = `insert into erasure (account, service, counts) values ($1, $2, $3) on conflict do nothing`
export const tickOff = (db: Queryable, account: string, service: string, counts: Erased['counts']) =>
  db.query(tickSql, [account, service, JSON.stringify(counts)])

const eventsSql = `
  with floored as (update stream set floor = head where id = $1)
  delete from event where stream = $1 returning 1`
const deleteSql = `with asked as (delete from once where person = $1) delete from account where id = $1`
const closedSql = `update closing set closed_at = now() where account = $1 and closed_at is null returning 1`

/** Behind the lock of its stream. With its sessions; how many events it had, and undefined where it was gone already. */
export const deleteAccount = async (tx: Queryable, account: string): Promise<number | undefined> => {
  if ((await tx.query(closedSql, [account])).length === 0) return undefined
  await tx.query(deleteSql, [account])
  return (await tx.query(eventsSql, [account])).length
}
