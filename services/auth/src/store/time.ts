import type { Queryable } from '@parley/service-kit'

/** Milliseconds since 1970. */
export const readTime = async (db: Queryable): Promise<number> => {
  const sql = `select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as time`
  const [row] = await db.query<{ time: number }>(sql)
  return (row as { time: number }).time
}
