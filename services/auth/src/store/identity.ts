/** Who somebody is with issuers of OpenID Connect. */
import type { Queryable } from '@parley/service-kit'

export interface ForeignId {
  readonly issuer: string
  readonly subject: string
}

/** Whose it is. Notes that it was used. */
export const findIdentity = async (db: Queryable, { issuer, subject }: ForeignId): Promise<string | undefined> => {
  const sql = `
    update identity set used_at = clock_timestamp() where issuer = $1 and subject = $2 returning account`
  return (await db.query<{ account: string }>(sql, [issuer, subject]))[0]?.account
}

/** False where somebody has it, or the account has another one of this issuer. Of two at once the second waits here. */
export const insertIdentity = async (
  tx: Queryable,
  account: string,
  { issuer, subject }: ForeignId,
): Promise<boolean> => {
  const sql = 'insert into identity (issuer, subject, account) values ($1, $2, $3) on conflict do nothing returning 1'
  return (await tx.query(sql, [issuer, subject, account])).length > 0
}

export interface ListedIdentity extends ForeignId {
  readonly createdAt: Date
  readonly usedAt: Date
}

export const listIdentities = (db: Queryable, account: string): Promise<ListedIdentity[]> => {
  const sql = `
    select issuer, subject, created_at as "createdAt", used_at as "usedAt" from identity where account = $1 order by created_at, issuer`
  return db.query<ListedIdentity>(sql, [account])
}

export const removeIdentity = async (tx: Queryable, account: string, issuer: string): Promise<boolean> =>
  (await tx.query('delete from identity where account = $1 and issuer = $2 returning 1', [account, issuer])).length > 0

/** Until the end of the transaction nobody else makes or links it. */
export const lockIdentity = async (tx: Queryable, { issuer, subject }: ForeignId): Promise<void> => {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity ${issuer} ${subject}`])
}

/** Only where it is theirs. */
export const removeIdentityOf = async (
  tx: Queryable,
  account: string,
  { issuer, subject }: ForeignId,
): Promise<void> => {
  await tx.query('delete from identity where account = $1 and issuer = $2 and subject = $3', [account, issuer, subject])
}
