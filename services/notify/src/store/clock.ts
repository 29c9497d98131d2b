import type { Queryable } from '@parley/service-kit'

/** The time by the clock of Postgres, in milliseconds since 1970: all processes tell one. */
export const readClock = async (db: Queryable): Promise<number> =>
  (await db.query<{ now: number }>('select floor(extract(epoch from now()) * 1000)::bigint as now'))[0]?.now ?? 0
