/** The clock of the database, which all processes go by. */
import type { Queryable } from '@parley/service-kit'

/** Milliseconds since 1970, read once in a statement, so that an index can be searched by it. */
export const nowSql = '(select floor(extract(epoch from clock_timestamp()) * 1000)::bigint)'

export const readNow = async (db: Queryable): Promise<number> =>
  (await db.query<{ now: number }>(`select ${nowSql} as now`))[0]?.now ?? 0
