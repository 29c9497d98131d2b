import type { Queryable } from '@parley/service-kit'

export interface KeyRow {
  readonly kid: string
  readonly privateKey: string
  readonly createdAt: Date
  readonly longestTokenSeconds: number
}

/** One process at a time decides about keys; readers do not wait. */
export const lockKeys = async (tx: Queryable): Promise<void> => {
  await tx.query(`lock table signing_key in share row exclusive mode`)
}

/** From old to new. */
export const readKeys = (db: Queryable): Promise<KeyRow[]> => {
  const sql = `
    select kid, private_key as "privateKey", created_at as "createdAt", longest_token_seconds as "longestTokenSeconds"
    from signing_key order by created_at, kid`
  return db.query<KeyRow>(sql)
}

/** Which there are; cheap enough for every second. */
export const readKids = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ kid: string }>(`select kid from signing_key`)).map((row) => row.kid)

export interface NewKey {
  readonly kid: string
  readonly privateKey: string
  readonly tokenSeconds: number
  /** As old as it counts. */
  readonly ageMs: number
}

export const insertKey = async (tx: Queryable, { kid, privateKey, tokenSeconds, ageMs }: NewKey): Promise<void> => {
  const sql = `
    insert into signing_key (kid, private_key, created_at, longest_token_seconds)
    values ($1, $2, clock_timestamp() - make_interval(secs => $4 / 1000.0), $3)`
  await tx.query(sql, [kid, privateKey, tokenSeconds, ageMs])
}

/** Any key may still be signed with, so each has to be kept for the longest life that a process is configured with. */
export const raiseTokenLife = async (tx: Queryable, tokenSeconds: number): Promise<void> => {
  await tx.query(`update signing_key set longest_token_seconds = $1 where longest_token_seconds < $1`, [tokenSeconds])
}

export const deleteKeys = async (tx: Queryable, kids: readonly string[]): Promise<void> => {
  await tx.query(`delete from signing_key where kid = any($1)`, [kids])
}
