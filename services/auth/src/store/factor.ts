/** What an account asks for besides its password. */
import type { Queryable } from '@parley/service-kit'

/** Until the end of the transaction nobody else changes what this account asks for, or opens a session of it. */
export const lockAccount = async (tx: Queryable, account: string): Promise<void> => {
  await tx.query('select 1 from account where id = $1 for update', [account])
}

export interface Factors {
  readonly totp: boolean
  readonly passkeys: number
  readonly recoveryLeft: number
}

export const hasSecondFactor = ({ totp, passkeys }: Factors): boolean => totp || passkeys > 0

export const findFactors = async (db: Queryable, account: string): Promise<Factors> => {
  const sql = `
    select exists (select from totp where account = $1 and confirmed_at is not null) as totp,
      (select count(*) from passkey where account = $1)::integer as passkeys,
      (select count(*) from recovery_code where account = $1)::integer as "recoveryLeft"`
  return (await db.query<Factors>(sql, [account]))[0] as Factors
}

/** In place of what was begun before. False where there is one that was confirmed. */
export const beginTotp = async (db: Queryable, account: string, secret: Buffer): Promise<boolean> => {
  const sql = `
    insert into totp (account, secret) values ($1, $2)
    on conflict (account) do update set secret = excluded.secret, started_at = now() where totp.confirmed_at is null
    returning 1`
  return (await db.query(sql, [account, secret])).length > 0
}

export interface Totp {
  readonly secret: Buffer
  readonly isConfirmed: boolean
}

/** What was begun longer ago than `seconds`, and never confirmed, is nothing. */
export const findTotp = async (db: Queryable, account: string, seconds: number): Promise<Totp | undefined> => {
  const sql = `
    select secret, confirmed_at is not null as "isConfirmed" from totp
    where account = $1 and (confirmed_at is not null or started_at > now() - make_interval(secs => $2))`
  return (await db.query<Totp>(sql, [account, seconds]))[0]
}

export const confirmTotp = async (tx: Queryable, account: string): Promise<void> => {
  await tx.query('update totp set confirmed_at = now() where account = $1', [account])
}

/** False where the code of this step, or of a later one, was used. Of many at once, one is told true. */
export const useStep = async (tx: Queryable, account: string, step: number): Promise<boolean> => {
  const sql = 'update totp set last_step = $2 where account = $1 and last_step < $2 returning 1'
  return (await tx.query(sql, [account, step])).length > 0
}

export const removeTotp = async (tx: Queryable, account: string): Promise<void> => {
  await tx.query('delete from totp where account = $1', [account])
}

/** In place of those of before. */
export const replaceRecoveryCodes = async (
  tx: Queryable,
  account: string,
  hashes: readonly Buffer[],
): Promise<void> => {
  await tx.query('delete from recovery_code where account = $1', [account])
  await tx.query('insert into recovery_code (account, hash) select $1, unnest($2::bytea[])', [account, hashes])
}

/** False where it is none, or was used. */
export const useRecoveryCode = async (tx: Queryable, account: string, hash: Buffer): Promise<boolean> => {
  const sql = 'delete from recovery_code where account = $1 and hash = $2 returning 1'
  return (await tx.query(sql, [account, hash])).length > 0
}
