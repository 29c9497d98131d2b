import type { Queryable } from '@parley/service-kit'
import type { PresentedToken } from '../rules.ts'

export interface TokenLife {
  readonly lifeSeconds: number
  /** Of the whole session, from its beginning; 0 for no end. */
  readonly sessionSeconds: number
}

export interface NewToken extends TokenLife {
  readonly hash: Buffer
  readonly session: string
  readonly generation: number
}

/** Returns the end date of the token, which its session does not outlive. */
export const insertToken = async (tx: Queryable, token: NewToken): Promise<Date> => {
  const { hash, session, generation, lifeSeconds, sessionSeconds } = token
  const sql = `
    insert into refresh_token (hash, session, generation, issued_at, expires_at)
    select $1, id, $3, clock_timestamp(), least(
      now() + make_interval(secs => $4),
      case when $5::float8 > 0 then created_at + make_interval(secs => $5) end
    ) from session where id = $2 returning expires_at as until`
  const [row] = await tx.query<{ until: Date }>(sql, [hash, session, generation, lifeSeconds, sessionSeconds])
  return (row as { until: Date }).until
}

export interface TokenRow extends PresentedToken {
  readonly session: string
  readonly user: string
}

/** Rows of one session are few: see `forgetTokens`. */
export const findToken = async (
  tx: Queryable,
  hash: Buffer,
  graceSeconds: number,
  sessionSeconds: number,
): Promise<TokenRow | undefined> => {
  const sql = `
    select session.id as session, session.account as user, session.ended_at is not null as ended,
      token.expires_at <= clock_timestamp()
        or ($3::float8 > 0 and session.created_at + make_interval(secs => $3) <= clock_timestamp()) as expired,
      token.generation, session.generation as newest, token.replaced,
      session.opened_generation is distinct from session.generation or session.opener = token.hash as opened,
      (select count(*) from refresh_token sibling
        where sibling.session = session.id and sibling.generation = session.generation
          and sibling.issued_at > clock_timestamp() - make_interval(secs => $2))::integer as siblings
    from refresh_token token join session on session.id = token.session
    where token.hash = $1`
  return (await tx.query<TokenRow>(sql, [hash, graceSeconds, sessionSeconds]))[0]
}

/** What was handed out longer ago than the grace and was never used, is lost: who comes with it is somebody else. */
export const replaceTokens = async (
  tx: Queryable,
  session: string,
  generation: number,
  graceSeconds: number,
): Promise<void> => {
  const sql = `
    update refresh_token set replaced = true
    where session = $1 and generation = $2 and not replaced
      and issued_at <= clock_timestamp() - make_interval(secs => $3)`
  await tx.query(sql, [session, generation, graceSeconds])
}

/** A token whose answer may be lost is good for as long as what it was answered with. */
export const prolongToken = async (tx: Queryable, hash: Buffer, until: Date): Promise<void> => {
  await tx.query(`update refresh_token set expires_at = $2 where hash = $1`, [hash, until])
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

/** Of one session: enough to recognise what comes back, and no more work for whoever refreshes without end. */
const mostTokens = 64
/** Forgotten at once: a session of an earlier release may have far more. */
const mostForgotten = 10_000

/** `opener` and the newest stay. */
export const forgetTokens = async (tx: Queryable, session: string, opener: Buffer): Promise<void> => {
  const sql = `
    delete from refresh_token where hash = any(array(
      select hash from (
        select hash, expires_at, row_number() over (order by hash = $2 desc, issued_at desc) as place
        from refresh_token where session = $1
      ) token where place > ${mostTokens} or expires_at <= clock_timestamp() limit ${mostForgotten}
    ))`
  await tx.query(sql, [session, opener])
}
