/** Mail that is to be sent. */
import type { Queryable } from '@parley/service-kit'
import { emailKey } from './email.ts'

/** `verify` and `reset` have a link; the others tell of what was done. */
export type MailKind = 'verify' | 'reset' | 'moved' | 'removed' | 'password'

export interface QueuedMail {
  readonly id: string
  readonly kind: MailKind
  /** Null where the mail is for nobody, and is to be forgotten. */
  readonly account: string | null
  readonly address: string
  readonly tries: number
  /** Since it was made. */
  readonly seconds: number
}

export const queueMail = async (tx: Queryable, kind: MailKind, account: string, address: string): Promise<void> =>
  void (await tx.query('insert into mail (kind, account, address) values ($1, $2, $3)', [kind, account, address]))

/**
 * To the address of the account that has this username, or this address. There is one row whether there is such an account or
 * not, and whether it was sent one a while ago: all of these take as long.
 */
export const queueReset = async (
  db: Queryable,
  username: string,
  email: string,
  pauseSeconds: number,
): Promise<void> => {
  const sql = `
    insert into mail (kind, account, address)
    select 'reset', found.account, coalesce(found.address, '')
    from (select 1) one left join (
      select account, address from email
      where (key = $2 or account = (select account from username where name = $1 and reserved_until is null))
        and not exists (
          select from mail
          where mail.account = email.account and kind = 'reset' and made_at > now() - make_interval(secs => $3)
        )
    ) found on true limit 1`
  await db.query(sql, [username, emailKey(email), pauseSeconds])
}

/** They are due again after so long, where whoever claims them ends before they are sent. */
export const claimMail = (db: Queryable, limit: number, seconds: number): Promise<QueuedMail[]> => {
  const sql = `
    update mail set due_at = now() + make_interval(secs => $2), tries = tries + 1
    where id in (select id from mail where due_at <= now() order by due_at limit $1 for update skip locked)
    returning id, kind, account, address, tries, extract(epoch from now() - made_at)::float8 as seconds`
  return db.query<QueuedMail>(sql, [limit, seconds])
}

/** It stays for a day: who was sent one is not sent the next at once. */
export const noteSent = async (db: Queryable, id: string): Promise<void> =>
  void (await db.query('update mail set due_at = null where id = $1', [id]))

export const putOffMail = async (db: Queryable, id: string, seconds: number): Promise<void> =>
  void (await db.query('update mail set due_at = now() + make_interval(secs => $2) where id = $1', [id, seconds]))

export const dropMail = async (db: Queryable, id: string): Promise<void> =>
  void (await db.query('delete from mail where id = $1', [id]))

export const deleteOldMail = async (db: Queryable, seconds: number, limit: number): Promise<number> => {
  const sql = `
    delete from mail where id in (
      select id from mail where made_at < now() - make_interval(secs => $1) order by made_at limit $2 for update skip locked
    ) returning 1`
  return (await db.query(sql, [seconds, limit])).length
}
