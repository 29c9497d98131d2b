/** Invitations to sign up. */
import type { Queryable } from '@parley/service-kit'

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`
const open = `uses_left > 0 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`

/** A repeat with the same id gives it another code, as long as nobody came by it; whether it did. */
export const putEntry = async (
  tx: Queryable,
  id: string,
  hash: Buffer,
  uses: number,
  forMs: number | undefined,
): Promise<boolean> => {
  const sql = `
    insert into entry (id, hash, uses_left, expires_at)
    values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::float8 / 1000))
    on conflict (id) do update set hash = excluded.hash, expires_at = excluded.expires_at
    where entry.uses_left = excluded.uses_left and entry.revoked_at is null returning 1`
  return (await tx.query(sql, [id, hash, uses, forMs ?? null])).length > 0
}

/** Whether somebody may come in by it. */
export const isOpenEntry = async (db: Queryable, hash: Buffer): Promise<boolean> =>
  (await db.query(`select 1 from entry where hash = $1 and ${open}`, [hash])).length > 0

/** The id, where somebody may come in by it: they have. */
export const useEntry = async (tx: Queryable, hash: Buffer): Promise<string | undefined> => {
  const sql = `update entry set uses_left = uses_left - 1 where hash = $1 and ${open} returning id`
  return (await tx.query<{ id: string }>(sql, [hash]))[0]?.id
}

/** Whether there is such a one. */
export const revokeEntry = async (tx: Queryable, id: string): Promise<boolean> => {
  const sql = `update entry set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = $1 returning 1`
  return (await tx.query(sql, [id])).length > 0
}

export interface EntryRow {
  readonly entry: string
  readonly uses: number
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** By which somebody may still come in, the newest first; behind `after`, where that is given. */
export const listEntries = (db: Queryable, after: string | undefined, limit: number): Promise<EntryRow[]> => {
  const sql = `
    select id as entry, uses_left as uses, ${ms('created_at')} as "createdAt", ${ms('expires_at')} as "expiresAt" from entry
    where ${open} and ($1::uuid is null or (created_at, id) < (select created_at, id from entry where id = $1))
    order by created_at desc, id desc limit $2`
  return db.query<EntryRow>(sql, [after ?? null, limit])
}
