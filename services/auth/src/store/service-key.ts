/** Service keys, their secrets, and the programs that act by them. */
import type { Queryable } from '@parley/service-kit'

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`

export interface NewKey {
  readonly key: string
  readonly user: string
  readonly scopes: readonly string[]
  readonly game: string | undefined
  readonly forMs: number | undefined
}

export const insertProgram = async (tx: Queryable, user: string, name: string, searchKey: string): Promise<void> => {
  const sql = `insert into account (id, name, search_key, password_hash, program) values ($1, $2, $3, '', true)`
  await tx.query(sql, [user, name, searchKey])
}

export const insertKey = async (tx: Queryable, { key, user, scopes, game, forMs }: NewKey): Promise<void> => {
  const sql = `
    insert into service_key (id, account, scopes, game, expires_at)
    values ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5::float8 / 1000))`
  await tx.query(sql, [key, user, scopes, game ?? null, forMs ?? null])
}

const open = `revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`

interface LockedKey {
  readonly user: string
  readonly scopes: readonly string[]
  readonly used: boolean
  readonly open: boolean
}

/** Until the end of the transaction nobody else makes or takes a secret of it. */
export const lockKey = async (tx: Queryable, key: string): Promise<LockedKey | undefined> => {
  const sql = `
    select account as user, scopes, used_at is not null as used, ${open} as open from service_key where id = $1 for update`
  return (await tx.query<LockedKey>(sql, [key]))[0]
}

/** Of those that are not revoked. */
export const countKeys = async (db: Queryable): Promise<number> => {
  const sql = `select count(*)::integer as count from service_key where revoked_at is null`
  return (await db.query<{ count: number }>(sql))[0]?.count ?? 0
}

export const insertSecret = async (tx: Queryable, id: string, key: string, hash: Buffer): Promise<void> => {
  await tx.query('insert into service_secret (id, key, hash) values ($1, $2, $3)', [id, key, hash])
}

/** Of a key, those that do not end by themselves end after so long. Returns those that have ended by now. */
export const endSecrets = async (tx: Queryable, key: string, afterMs: number): Promise<string[]> => {
  const sql = `
    update service_secret set ends_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
    where key = $1 and (ends_at is null or $2 = 0 and ends_at > clock_timestamp()) returning id`
  const ended = await tx.query<{ id: string }>(sql, [key, afterMs])
  return afterMs === 0 ? ended.map(({ id }) => id) : []
}

export const revokeKey = async (tx: Queryable, key: string): Promise<void> => {
  await tx.query('update service_key set revoked_at = coalesce(revoked_at, clock_timestamp()) where id = $1', [key])
}

export interface Bearer {
  readonly user: string
  readonly session: string
  readonly scopes: readonly string[]
  readonly game: string | null
  /** Times in milliseconds since 1970. */
  readonly until: number | null
}

/** Notes that it was used, at most once a minute. */
export const findBearer = async (db: Queryable, hash: Buffer): Promise<Bearer | undefined> => {
  const sql = `
    with found as (
      select service_key.id as key, account as user, service_secret.id as session, scopes, game,
        ${ms('least(ends_at, expires_at)')} as until
      from service_secret join service_key on service_key.id = service_secret.key
      where hash = $1 and ${open} and (ends_at is null or ends_at > clock_timestamp())
    ), used as (
      update service_key set used_at = clock_timestamp() from found
      where service_key.id = found.key and (used_at is null or used_at < clock_timestamp() - interval '1 minute')
    )
    select "user", session, scopes, game, until from found`
  return (await db.query<Bearer>(sql, [hash]))[0]
}

/** Secrets that ended within so many seconds, by themselves or not. */
export const secretsEndedWithin = async (db: Queryable, seconds: number): Promise<string[]> => {
  const sql = `
    select id from service_secret where ends_at > now() - make_interval(secs => $1) and ends_at <= clock_timestamp()`
  return (await db.query<{ id: string }>(sql, [seconds])).map(({ id }) => id)
}

export interface KeyRow {
  readonly key: string
  readonly user: string
  readonly name: string
  readonly scopes: string[]
  readonly game: string | null
  readonly createdAt: number
  readonly usedAt: number | null
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

/** The newest first; behind `after`, where that is given. */
export const listKeys = (db: Queryable, after: string | undefined, limit: number): Promise<KeyRow[]> => {
  const sql = `
    select service_key.id as key, account as user, account.name, scopes, game, ${ms('service_key.created_at')} as "createdAt",
      ${ms('used_at')} as "usedAt", ${ms('expires_at')} as "expiresAt", ${ms('revoked_at')} as "revokedAt"
    from service_key join account on account.id = service_key.account
    where $1::uuid is null or (service_key.created_at, service_key.id) < (select created_at, id from service_key where id = $1)
    order by service_key.created_at desc, service_key.id desc limit $2`
  return db.query<KeyRow>(sql, [after ?? null, limit])
}

export const isKey = async (db: Queryable, key: string): Promise<boolean> =>
  (await db.query('select 1 from service_key where id = $1', [key])).length > 0
