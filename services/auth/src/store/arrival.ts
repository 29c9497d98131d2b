/** People who log in with an issuer of OpenID Connect: on their way there, or back and without an account yet. */
import type { Queryable } from '@parley/service-kit'

export interface Going {
  readonly issuer: string
  /** Null where it is a log-in; else who links it, and in which session. */
  readonly account: string | null
  readonly session: string | null
  /** As the session will be called. */
  readonly device: string
}

/** Who came back, and has no account. */
export interface Newcomer {
  readonly issuer: string
  readonly subject: string
  readonly groups: readonly string[]
  readonly device: string
}

export const insertGoing = async (tx: Queryable, hash: Buffer, going: Going, seconds: number): Promise<void> => {
  const sql = `
    insert into arrival (hash, issuer, account, session, device, expires_at)
    values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))`
  await tx.query(sql, [hash, going.issuer, going.account, going.session, going.device, seconds])
}

/** Of many at once, one has it, and whether it goes well or not nobody has it again. */
export const takeGoing = async (tx: Queryable, hash: Buffer): Promise<Going | undefined> => {
  const sql = `
    delete from arrival where hash = $1 and subject is null and expires_at > clock_timestamp()
    returning issuer, account, session, device`
  return (await tx.query<Going>(sql, [hash]))[0]
}

export const insertNewcomer = async (tx: Queryable, hash: Buffer, newcomer: Newcomer, seconds: number) => {
  const sql = `
    insert into arrival (hash, issuer, subject, groups, device, expires_at)
    values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))`
  await tx.query(sql, [hash, newcomer.issuer, newcomer.subject, newcomer.groups, newcomer.device, seconds])
}

const ofNewcomer = 'hash = $1 and subject is not null and expires_at > clock_timestamp()'

export const findNewcomer = async (db: Queryable, hash: Buffer): Promise<Pick<Newcomer, 'issuer'> | undefined> =>
  (await db.query<Pick<Newcomer, 'issuer'>>(`select issuer from arrival where ${ofNewcomer}`, [hash]))[0]

/** Undone with the transaction: whoever chose a name that is taken chooses another one. */
export const takeNewcomer = async (tx: Queryable, hash: Buffer): Promise<Newcomer | undefined> => {
  const sql = `delete from arrival where ${ofNewcomer} returning issuer, subject, groups, device`
  return (await tx.query<Newcomer>(sql, [hash]))[0]
}

/** At most `limit`. */
export const deleteOldArrivals = async (db: Queryable, limit: number): Promise<number> => {
  const sql = `
    delete from arrival where hash = any(array(
      select hash from arrival where expires_at <= clock_timestamp() order by expires_at limit $1 for update skip locked
    )) returning 1`
  return (await db.query(sql, [limit])).length
}
