import type { Queryable } from '@parley/service-kit'
import type { PresentedToken } from '../rules.ts'

export interface NewSession {
  readonly id: string
  readonly account: string
  readonly device: string
  readonly address: string
  readonly lifeSeconds: number
}

export const insertSession = async (
  tx: Queryable,
  { id, account, device, address, lifeSeconds }: NewSession,
): Promise<void> => {
  const sql = `
    insert into session (id, account, device, address, expires_at)
    values ($1, $2, $3, nullif($4, ''), now() + make_interval(secs => $5))`
  await tx.query(sql, [id, account, device, address, lifeSeconds])
}

export interface NewToken {
  readonly hash: Buffer
  readonly session: string
  readonly generation: number
  readonly lifeSeconds: number
}

/** Returns the end date of the token. */
export const insertToken = async (
  tx: Queryable,
  { hash, session, generation, lifeSeconds }: NewToken,
): Promise<Date> => {
  const sql = `
    insert into refresh_token (hash, session, generation, expires_at)
    values ($1, $2, $3, now() + make_interval(secs => $4)) returning expires_at as until`
  const [row] = await tx.query<{ until: Date }>(sql, [hash, session, generation, lifeSeconds])
  return (row as { until: Date }).until
}

/** Locks the session that a token belongs to. What it says of the session is from before the wait: read again. */
export const lockSessionOf = async (tx: Queryable, hash: Buffer): Promise<void> => {
  const sql = `select 1 from session where id = (select session from refresh_token where hash = $1) for update`
  await tx.query(sql, [hash])
}

export interface TokenRow extends PresentedToken {
  readonly session: string
  readonly user: string
}

export const findToken = async (tx: Queryable, hash: Buffer): Promise<TokenRow | undefined> => {
  const sql = `
    select session.id as session, session.account as user, session.ended_at is not null as ended,
      token.expires_at <= clock_timestamp() as expired, token.generation, session.generation as newest,
      extract(epoch from clock_timestamp() - session.rotated_at)::float8 as "newestSince"
    from refresh_token token join session on session.id = token.session
    where token.hash = $1`
  return (await tx.query<TokenRow>(sql, [hash]))[0]
}

/** The session lives until its newest token ends. */
export const noteUse = async (tx: Queryable, session: string, until: Date, address: string): Promise<void> => {
  const sql = `
    update session set used_at = clock_timestamp(), expires_at = $2, address = coalesce(nullif($3, ''), address) where id = $1`
  await tx.query(sql, [session, until, address])
}

export const beginGeneration = async (tx: Queryable, session: string, generation: number): Promise<void> => {
  const sql = `update session set generation = $2, rotated_at = clock_timestamp() where id = $1`
  await tx.query(sql, [session, generation])
}

/** Tokens of a generation that has passed are remembered for this long at most. */
export const outdateTokens = async (
  tx: Queryable,
  session: string,
  generation: number,
  memorySeconds: number,
): Promise<void> => {
  const sql = `
    update refresh_token set expires_at = least(expires_at, clock_timestamp() + make_interval(secs => $3))
    where session = $1 and generation = $2`
  await tx.query(sql, [session, generation, memorySeconds])
}

export const forgetExpiredTokens = async (tx: Queryable, session: string): Promise<void> => {
  await tx.query(`delete from refresh_token where session = $1 and expires_at <= clock_timestamp()`, [session])
}

export const endSession = async (tx: Queryable, session: string): Promise<void> => {
  await tx.query(`update session set ended_at = coalesce(ended_at, clock_timestamp()) where id = $1`, [session])
}

/** Returns the session, also where it had ended already; undefined where nobody knows the token. */
export const endSessionOf = async (db: Queryable, hash: Buffer): Promise<string | undefined> => {
  const sql = `
    update session set ended_at = coalesce(ended_at, clock_timestamp())
    where id = (select session from refresh_token where hash = $1) returning id`
  return (await db.query<{ id: string }>(sql, [hash]))[0]?.id
}

export const endedWithin = async (db: Queryable, seconds: number): Promise<string[]> => {
  const sql = `select id from session where ended_at > now() - make_interval(secs => $1)`
  return (await db.query<{ id: string }>(sql, [seconds])).map((row) => row.id)
}

/** At most `limit` of each; their tokens go with them. Sessions that ended are kept for `keepSeconds`. */
export const deleteOldSessions = async (db: Queryable, keepSeconds: number, limit: number): Promise<number> => {
  const sql = `
    with expired as (
      select id from session where expires_at <= now() order by expires_at limit $2 for update skip locked
    ), ended as (
      select id from session where ended_at <= now() - make_interval(secs => $1) order by ended_at limit $2 for update skip locked
    )
    delete from session where id in (select id from expired union select id from ended) returning id`
  return (await db.query(sql, [keepSeconds, limit])).length
}
