import type { Queryable } from '@parley/service-kit'

export interface NewSession {
  readonly id: string
  readonly account: string
  readonly device: string
  readonly address: string
  readonly lifeSeconds: number
  /** Whether it was asked for, and proved: an account that has one opens no session without it. */
  readonly secondFactor?: boolean
  /** Whether another session has let it in, and nobody has shown in it who they are. */
  readonly granted?: boolean
}

export const insertSession = async (
  tx: Queryable,
  { id, account, device, address, lifeSeconds, secondFactor = false, granted = false }: NewSession,
): Promise<void> => {
  const sql = `
    insert into session (id, account, device, address, expires_at, second_factor, granted)
    values ($1, $2, $3, nullif($4, ''), now() + make_interval(secs => $5), $6, $7)`
  await tx.query(sql, [id, account, device, address, lifeSeconds, secondFactor, granted])
}

/** Whether somebody has logged in to it so many seconds ago at most, and shown who they are. A guest has nothing else to show, and cannot log in again. */
export const isRecentLogIn = async (db: Queryable, account: string, session: string, seconds: number) => {
  const sql = `
    select 1 from session
    where id = $1 and account = $2 and ended_at is null and (
      (not granted and created_at > clock_timestamp() - make_interval(secs => $3))
      or exists (select from account where id = $2 and guest))`
  return (await db.query(sql, [session, account, seconds])).length > 0
}

/** Locks the session that a token belongs to. What it says of the session is from before the wait: read again. */
export const lockSessionOf = async (tx: Queryable, hash: Buffer): Promise<void> => {
  const sql = `select 1 from session where id = (select session from refresh_token where hash = $1) for update`
  await tx.query(sql, [hash])
}

/** The session lives until its newest token ends. */
export const noteUse = async (tx: Queryable, session: string, until: Date, address: string): Promise<void> => {
  const sql = `
    update session set used_at = clock_timestamp(), expires_at = $2, address = coalesce(nullif($3, ''), address) where id = $1`
  await tx.query(sql, [session, until, address])
}

/** `opener` is the token whose use began it. */
export const beginGeneration = async (
  tx: Queryable,
  session: string,
  generation: number,
  opener: Buffer,
): Promise<void> => {
  const sql = `
    update session set generation = $2, rotated_at = clock_timestamp(), opener = $3, opened_generation = $2 where id = $1`
  await tx.query(sql, [session, generation, opener])
}

export const endSession = async (tx: Queryable, session: string): Promise<void> => {
  await tx.query(`update session set ended_at = coalesce(ended_at, clock_timestamp()) where id = $1`, [session])
}

export interface EndedSession {
  readonly session: string
  readonly user: string
}

/** Returns the session, also where it had ended already; undefined where nobody knows the token. */
export const endSessionOf = async (db: Queryable, hash: Buffer): Promise<EndedSession | undefined> => {
  const sql = `
    update session set ended_at = coalesce(ended_at, clock_timestamp())
    where id = (select session from refresh_token where hash = $1) returning id as session, account as user`
  return (await db.query<EndedSession>(sql, [hash]))[0]
}

/** Sessions beyond the bound that one log-in ends at most: an account that has far more gets there step by step. */
const mostDisplaced = 1_000

/**
 * Ends what an account has open beyond `most`, besides `kept`: such as were never refreshed first, as a program leaves
 * them that logs in again each time, then those unused for longest. One that somebody is refreshing is left out.
 */
export const displaceSessions = async (
  tx: Queryable,
  account: string,
  kept: string,
  most: number,
): Promise<string[]> => {
  const sql = `
    update session set ended_at = clock_timestamp()
    where id = any(array(
      select id from session where id = any(array(
        select id from session where account = $1 and ended_at is null and expires_at > now() and id <> $2
        order by generation > 0 desc, used_at desc, id offset $3 limit ${mostDisplaced}
      )) for update skip locked
    )) returning id`
  return (await tx.query<{ id: string }>(sql, [account, kept, most - 1])).map((row) => row.id)
}

export interface SessionRow {
  readonly session: string
  readonly device: string
  readonly address: string | null
  readonly createdAt: Date
  readonly usedAt: Date
}

const isOpen = 'ended_at is null and expires_at > now()'

const areOpenSql = `
  select session.id is not null as open from unnest($1::uuid[]) with ordinality as asked (id, ord)
  left join session on session.id = asked.id and ${isOpen}
  order by asked.ord`

/** In their order. One that nobody knows is not. */
export const areOpen = async (db: Queryable, sessions: readonly string[]): Promise<boolean[]> =>
  (await db.query<{ open: boolean }>(areOpenSql, [sessions])).map(({ open }) => open)

/** Newest first; behind `after`, where that is given: nothing where it is none of the account's. */
export const listSessions = (
  db: Queryable,
  account: string,
  after: string | undefined,
  limit: number,
): Promise<SessionRow[]> => {
  const sql = `
    select id as session, device, address, created_at as "createdAt", used_at as "usedAt"
    from session
    where account = $1 and ${isOpen} and (
      $2::uuid is null or (created_at, id) < (select created_at, id from session where id = $2 and account = $1))
    order by created_at desc, id desc limit $3`
  return db.query<SessionRow>(sql, [account, after ?? null, limit])
}

/** Also one that has ended, as long as it is known. */
export const ownsSession = async (db: Queryable, account: string, session: string): Promise<boolean> =>
  (await db.query('select 1 from session where id = $1 and account = $2', [session, account])).length > 0

/** False where the account has no such session. */
export const renameSession = async (
  db: Queryable,
  account: string,
  session: string,
  device: string,
): Promise<boolean> => {
  const sql = `update session set device = $3 where id = $1 and account = $2 and ${isOpen} returning 1`
  return (await db.query(sql, [session, account, device])).length > 0
}

/** Those of the account that are open, or the one alone; all but `kept`. Locked in one order. Returns those that it ended. */
export const endSessions = async (
  db: Queryable,
  account: string,
  { one, kept }: { readonly one?: string; readonly kept?: string | undefined },
): Promise<string[]> => {
  const sql = `
    update session set ended_at = clock_timestamp()
    where id = any(array(
      select id from session
      where account = $1 and ended_at is null and ($2::uuid is null or id = $2) and id is distinct from $3::uuid
      order by id for update
    )) returning id`
  return (await db.query<{ id: string }>(sql, [account, one ?? null, kept ?? null])).map(({ id }) => id)
}

export const endedWithin = async (db: Queryable, seconds: number): Promise<string[]> => {
  const sql = `
    select id from session where ended_at > now() - make_interval(secs => $1)
    union
    select unnest(sessions) from closing where begun_at > now() - make_interval(secs => $1)`
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
