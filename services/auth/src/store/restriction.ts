/** What restricts people. */
import type { StandingName } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export type RestrictionKind = Exclude<StandingName, 'good'>

/** As a condition on a row. */
export const inForce = `lifted_at is null and (until is null or until > clock_timestamp())`

const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`

export interface RestrictionRow {
  readonly kind: RestrictionKind
  readonly reason: string
  /** Times in milliseconds since 1970. */
  readonly at: number
  readonly until: number | null
  readonly appeal: string | null
  readonly appealedAt: number | null
}

const columns = `
  kind, reason, ${ms('at')} as at, ${ms('until')} as until, appeal, ${ms('appealed_at')} as "appealedAt"`

/** What is in force, also what a directory says by SCIM, which is its to take back. */
const all = `(
  select account, kind, reason, at, until, appeal, appealed_at from restriction where ${inForce}
  union all
  select account, 'locked', 'by the directory', active_at, null, null, null from scim_user where not active
) restricted`

/** As a condition: whether something is in force against the account of this column. */
export const isRestricted = (column: string): string => `(
  exists (select from restriction where restriction.account = ${column} and ${inForce})
  or exists (select from scim_user where scim_user.account = ${column} and not active))`

/** Those in force. */
export const listRestrictions = (db: Queryable, account: string): Promise<RestrictionRow[]> =>
  db.query<RestrictionRow>(`select ${columns} from ${all} where account = $1 order by kind, until desc nulls first`, [
    account,
  ])

export const restrictionsOf = async (
  db: Queryable,
  accounts: readonly string[],
): Promise<Map<string, RestrictionRow[]>> => {
  const sql = `
    select account, ${columns} from ${all} where account = any($1::uuid[]) order by account, kind, until desc nulls first`
  const rows = await db.query<RestrictionRow & { readonly account: string }>(sql, [accounts])
  return Map.groupBy(rows, ({ account }) => account) as Map<string, RestrictionRow[]>
}

export const putRestriction = async (
  tx: Queryable,
  account: string,
  kind: RestrictionKind,
  reason: string,
  forMs: number | undefined,
): Promise<void> => {
  const sql = `
    insert into restriction (account, kind, reason, until)
    values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::float8 / 1000))
    on conflict (account, kind) do update set reason = excluded.reason, until = excluded.until, at = clock_timestamp(),
      lifted_at = null, appeal = null, appealed_at = null, changed_at = clock_timestamp()`
  await tx.query(sql, [account, kind, reason, forMs ?? null])
}

/** Whether there was one. */
export const liftRestriction = async (tx: Queryable, account: string, kind: RestrictionKind): Promise<boolean> => {
  const sql = `
    update restriction set lifted_at = clock_timestamp(), changed_at = clock_timestamp()
    where account = $1 and kind = $2 and ${inForce} returning 1`
  return (await tx.query(sql, [account, kind])).length > 0
}

/** Whether there was something. */
export const noteAppeal = async (tx: Queryable, account: string, text: string): Promise<boolean> => {
  const sql = `
    update restriction set appeal = $2, appealed_at = clock_timestamp() where account = $1 and ${inForce} returning 1`
  return (await tx.query(sql, [account, text])).length > 0
}

/** When what restricts somebody was changed last, or they became more than a guest, in milliseconds since 1970. */
export interface ChangedStanding {
  readonly user: string
  readonly at: number
}

/** Of those who were restricted or released, or became more than a guest, within so many seconds, behind this id. */
export const changedWithin = (
  db: Queryable,
  seconds: number,
  after: string | null,
  limit: number,
): Promise<ChangedStanding[]> => {
  const sql = `
    select account as user, ${ms('max(changed)')} as at from (
      select account, changed_at as changed from restriction where changed_at > now() - make_interval(secs => $1)
      union all
      select id, became_at from account where became_at > now() - make_interval(secs => $1)
      union all
      select account, active_at from scim_user where active_at > now() - make_interval(secs => $1)
    ) lately
    where account > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
    group by account order by account limit $3`
  return db.query<ChangedStanding>(sql, [seconds, after, limit])
}

export const changedAt = async (db: Queryable, account: string): Promise<number | undefined> => {
  const sql = `
    select ${ms('greatest((select max(changed_at) from restriction where account = $1), (select became_at from account where id = $1), (select active_at from scim_user where account = $1))')} as at`
  return (await db.query<{ at: number | null }>(sql, [account]))[0]?.at ?? undefined
}
