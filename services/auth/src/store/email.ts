/** Addresses of accounts, and the links that were sent there. */
import type { Queryable } from '@parley/service-kit'

/** One mailbox is one key, however it is typed: no server tells `Ann@` from `ann@`. */
export const emailKey = (address: string): string => address.trim().toLowerCase()

export const findEmail = async (db: Queryable, account: string): Promise<string | undefined> =>
  (await db.query<{ address: string }>('select address from email where account = $1', [account]))[0]?.address

/** False where another account has it. Of two at once the second waits for the first. */
export const putEmail = async (tx: Queryable, account: string, address: string): Promise<boolean> => {
  await deleteEmail(tx, account)
  const sql = `insert into email (account, address, key) values ($1, $2, $3) on conflict do nothing returning 1`
  return (await tx.query(sql, [account, address, emailKey(address)])).length > 0
}

export const deleteEmail = async (tx: Queryable, account: string): Promise<string | undefined> =>
  (await tx.query<{ address: string }>('delete from email where account = $1 returning address', [account]))[0]?.address

export type LinkKind = 'verify' | 'reset'

export interface Link {
  readonly kind: LinkKind
  readonly account: string
  readonly address: string
  readonly used: boolean
}

export const insertLink = async (
  db: Queryable,
  hash: Buffer,
  { kind, account, address, seconds }: Omit<Link, 'used'> & { readonly seconds: number },
): Promise<void> => {
  const sql = `
    insert into mail_link (hash, kind, account, address, expires_at) values ($1, $2, $3, $4, now() + make_interval(secs => $5))`
  await db.query(sql, [hash, kind, account, address, seconds])
}

/** One that has not ended; used ones are known until then, so that who lost an answer gets it again. */
export const findLink = async (db: Queryable, kind: LinkKind, hash: Buffer): Promise<Link | undefined> => {
  const sql = `
    select kind, account, address, used_at is not null as used from mail_link
    where hash = $1 and kind = $2 and expires_at > now()`
  return (await db.query<Link>(sql, [hash, kind]))[0]
}

/** False where another one was before. Of two at once the second waits for the first. */
export const takeLink = async (tx: Queryable, hash: Buffer): Promise<boolean> => {
  const sql = `update mail_link set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning 1`
  return (await tx.query(sql, [hash])).length > 0
}

/** Those that nobody has followed yet lead nowhere any more. */
export const voidLinks = async (tx: Queryable, account: string, kind: LinkKind): Promise<void> =>
  void (await tx.query('delete from mail_link where account = $1 and kind = $2 and used_at is null', [account, kind]))

export const deleteOldLinks = async (db: Queryable, limit: number): Promise<number> => {
  const sql = `
    delete from mail_link where hash in (
      select hash from mail_link where expires_at <= now() order by expires_at limit $1 for update skip locked
    ) returning 1`
  return (await db.query(sql, [limit])).length
}
