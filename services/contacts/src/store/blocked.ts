/** Whom people block, and whom they restrict. */
import type { Queryable } from '@parley/service-kit'

export type Curb = 'blocked' | 'restricted'

const countSql: Readonly<Record<Curb, string>> = {
  blocked: 'select count(*)::int as count from relation where person = $1 and blocked',
  restricted: 'select count(*)::int as count from relation where person = $1 and restricted',
}

export const countCurbed = async (db: Queryable, person: string, curb: Curb): Promise<number> =>
  (await db.query<{ count: number }>(countSql[curb], [person]))[0]?.count ?? 0
