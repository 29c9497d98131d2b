/** Keys of a service's own, in its table `secret`. */
import type { Queryable } from './database.ts'

/** What the first process put there. */
export const ensureSecret = async (db: Queryable, name: string, made: Buffer): Promise<Buffer> => {
  await db.query(`insert into secret (name, value) values ($1, $2) on conflict do nothing`, [name, made])
  const [row] = await db.query<{ value: Buffer }>(`select value from secret where name = $1`, [name])
  return (row as { value: Buffer }).value
}
