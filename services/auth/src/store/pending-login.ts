/** Log-ins that wait for their second factor. */
import type { Queryable } from '@parley/service-kit'

export interface PendingLogin {
  /** Null where a passkey is to say whose it is. */
  readonly account: string | null
  /** As the session will be called. */
  readonly device: string
  readonly knownDevice: string | null
}

/** Of codes; then it has to be begun anew. */
const mostTries = 5

export const insertPending = async (
  tx: Queryable,
  hash: Buffer,
  { account, device, knownDevice }: PendingLogin,
  seconds: number,
): Promise<void> => {
  const sql = `
    insert into pending_login (hash, account, device, known_device, expires_at)
    values ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))`
  await tx.query(sql, [hash, account, device, knownDevice, seconds])
}

/** Counts a try before it is looked at: many at once do not all pass. Undefined where there are none left, or no such log-in. */
export const tryPending = async (db: Queryable, hash: Buffer): Promise<PendingLogin | undefined> => {
  const sql = `
    update pending_login set tries = tries + 1
    where hash = $1 and tries < ${mostTries} and expires_at > clock_timestamp()
    returning account, device, known_device as "knownDevice"`
  return (await db.query<PendingLogin>(sql, [hash]))[0]
}

/** Whose log-in it is, where it is still waited for. */
export const findPending = async (db: Queryable, hash: Buffer): Promise<Pick<PendingLogin, 'account'> | undefined> => {
  const sql = 'select account from pending_login where hash = $1 and expires_at > clock_timestamp()'
  return (await db.query<Pick<PendingLogin, 'account'>>(sql, [hash]))[0]
}

/** Of many at once, one is told true. */
export const takePending = async (tx: Queryable, hash: Buffer): Promise<boolean> =>
  (await tx.query('delete from pending_login where hash = $1 and expires_at > clock_timestamp() returning 1', [hash]))
    .length > 0

/** What was begun with a password ends with it. */
export const dropPending = async (tx: Queryable, account: string): Promise<void> => {
  await tx.query('delete from pending_login where account = $1', [account])
}

/** At most `limit`. */
export const deleteOldPending = async (db: Queryable, limit: number): Promise<number> => {
  const sql = `
    delete from pending_login where hash = any(array(
      select hash from pending_login where expires_at <= clock_timestamp() order by expires_at limit $1 for update skip locked
    )) returning 1`
  return (await db.query(sql, [limit])).length
}
