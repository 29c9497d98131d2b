/** Devices that ask to be logged in. */
import type { Queryable } from '@parley/service-kit'

export interface NewGrant {
  readonly hash: Buffer
  readonly code: string
  /** As the session will be called. */
  readonly device: string
  readonly address: string
}

/** False where another device shows this code. */
export const insertGrant = async (
  db: Queryable,
  { hash, code, device, address }: NewGrant,
  seconds: number,
  intervalSeconds: number,
): Promise<boolean> => {
  const sql = `
    insert into device_grant (hash, code, device, address, interval_seconds, expires_at)
    values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))
    on conflict (code) do nothing returning 1`
  return (await db.query(sql, [hash, code, device, address, intervalSeconds, seconds])).length > 0
}

export interface Asking {
  readonly device: string
  readonly address: string
  readonly expiresAt: Date
}

const isOpen = 'account is null and not refused and expires_at > clock_timestamp()'

/** What asks with this code, where nobody has answered it. */
export const findAsking = async (db: Queryable, code: string): Promise<Asking | undefined> => {
  const sql = `select device, address, expires_at as "expiresAt" from device_grant where code = $1 and ${isOpen}`
  return (await db.query<Asking>(sql, [code]))[0]
}

/** Of two who answer, one does. */
export const allowGrant = async (db: Queryable, code: string, account: string, session: string): Promise<boolean> => {
  const sql = `update device_grant set account = $2, session = $3 where code = $1 and ${isOpen} returning 1`
  return (await db.query(sql, [code, account, session])).length > 0
}

export const refuseGrant = async (db: Queryable, code: string): Promise<boolean> => {
  const sql = `update device_grant set refused = true where code = $1 and ${isOpen} returning 1`
  return (await db.query(sql, [code])).length > 0
}

export interface Grant {
  readonly device: string
  readonly account: string | null
  readonly refused: boolean
  readonly isOver: boolean
  /** Whether it asked sooner than it should, and how long it has to wait from now on. */
  readonly isHasty: boolean
  readonly intervalSeconds: number
  /** Whether the session of who said yes is still open. */
  readonly isBacked: boolean
}

/** Locked; notes that it asked. Whoever asks too soon has to wait longer each time. */
export const askGrant = async (tx: Queryable, hash: Buffer, slowerSeconds: number): Promise<Grant | undefined> => {
  const sql = `
    with found as (
      select *, coalesce(asked_at + make_interval(secs => interval_seconds - 0.5) > clock_timestamp(), false) as hasty
      from device_grant where hash = $1 for update
    )
    update device_grant set asked_at = clock_timestamp(),
      interval_seconds = device_grant.interval_seconds + case when found.hasty then $2::integer else 0 end
    from found where device_grant.hash = found.hash
    returning device_grant.device, device_grant.account, device_grant.refused, found.hasty as "isHasty",
      device_grant.expires_at <= clock_timestamp() as "isOver", device_grant.interval_seconds as "intervalSeconds",
      exists (
        select from session where id = device_grant.session and ended_at is null and expires_at > now()
      ) as "isBacked"`
  return (await tx.query<Grant>(sql, [hash, slowerSeconds]))[0]
}

export const deleteGrant = async (tx: Queryable, hash: Buffer): Promise<void> => {
  await tx.query('delete from device_grant where hash = $1', [hash])
}

/** Those that ended so many seconds ago, at most `limit`: a device that asks later is told that it was never known. */
export const deleteOldGrants = async (db: Queryable, keepSeconds: number, limit: number): Promise<number> => {
  const sql = `
    delete from device_grant where hash = any(array(
      select hash from device_grant where expires_at <= clock_timestamp() - make_interval(secs => $1)
      order by expires_at limit $2 for update skip locked
    )) returning 1`
  return (await db.query(sql, [keepSeconds, limit])).length
}
