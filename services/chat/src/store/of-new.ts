/** What new accounts have begun, and who has one. */
import type { Queryable } from '@parley/service-kit'
import { isOpen } from './invitations.ts'

export interface Newness {
  /** When that ends by itself, in milliseconds since 1970; where it is missing, it does not. */
  readonly until?: number
}

const newSql = `
  select case when guest is not true then floor(extract(epoch from since + make_interval(hours => $2)) * 1000)::bigint end as until
  from person where id = $1 and program is not true and (guest or since > now() - make_interval(hours => $2))`

/** Of an account that is a guest's, or younger than so many hours; else undefined. */
export const newnessOf = async (db: Queryable, id: string, hours: number): Promise<Newness | undefined> => {
  const [row] = await db.query<{ until: number | null }>(newSql, [id, hours])
  if (!row) return undefined
  return row.until === null ? {} : { until: row.until }
}

const begunSql = `
  select case when low = $1 then high else low end as other
  from member join room on room.id = member.room
  where member.person = $1 and room.kind = 'direct' and room.creator = $1`

/** With whom somebody has begun direct rooms. */
export const begunWith = async (db: Queryable, person: string): Promise<string[]> =>
  (await db.query<{ other: string }>(begunSql, [person])).map(({ other }) => other)

const invitesSql = `
  select count(*)::integer as count from invitation
  where creator = $1 and ${isOpen} and room = any (array(
    select room from member where person = $1 union all select space from resident where person = $1))`

/** How many links of invitation of somebody's are open, of where they are. Until the end of the transaction nobody makes another in their name. */
export const holdInvites = async (tx: Queryable, person: string): Promise<number> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('invites of ' || $1, 0))`, [person])
  return (await tx.query<{ count: number }>(invitesSql, [person]))[0]?.count ?? 0
}
