/** The audit log: rows are added, and that is all. */
import type { DeedName } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface NewDeed {
  /** Null where it is done on the command line. */
  readonly by: string | null
  readonly what: DeedName
  readonly whom?: string | undefined
  readonly reason?: string | undefined
  readonly is?: Readonly<Record<string, unknown>>
}

export const insertDeed = async (tx: Queryable, { by, what, whom, reason, is = {} }: NewDeed): Promise<void> => {
  const sql = `insert into deed (by, what, whom, reason, is_json) values ($1, $2, $3, $4, $5::json)`
  await tx.query(sql, [by, what, whom ?? null, reason ?? null, JSON.stringify(is)])
}

export interface DeedRow {
  readonly deed: number
  readonly at: number
  readonly by: string | null
  readonly what: string
  readonly whom: string | null
  readonly reason: string | null
  readonly is: Record<string, unknown>
}

/** The newest first; of one person, what was done by them or to them. */
export const listDeeds = (
  db: Queryable,
  of: string | undefined,
  before: number | undefined,
  limit: number,
): Promise<DeedRow[]> => {
  const sql = `
    select id as deed, floor(extract(epoch from at) * 1000)::bigint as at, by, what, whom, reason, is_json as is from deed
    where ($1::uuid is null or by = $1 or whom = $1) and ($2::bigint is null or id < $2)
    order by id desc limit $3`
  return db.query<DeedRow>(sql, [of ?? null, before ?? null, limit])
}
