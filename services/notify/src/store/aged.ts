/** Notifications that are older than they are kept, also those that were removed. */
import type { Queryable } from '@parley/service-kit'

export interface Aged {
  readonly person: string
  /** The last one that is. */
  readonly upto: number
}

const listSql = `
  select person, max(id) as upto from (
    select person, id from notification where at < now() - make_interval(days => $1) order by at limit 10000
  ) old group by person order by person limit $2`

export const listAged = (db: Queryable, days: number, limit: number): Promise<Aged[]> =>
  db.query<Aged>(listSql, [days, limit])

const deleteSql = 'delete from notification where person = $1 and id <= $2 returning 1'

/** How many are gone. */
export const deleteOld = async (db: Queryable, person: string, upto: number): Promise<number> =>
  (await db.query(deleteSql, [person, upto])).length

const trimSql = `
  with gone as (delete from event where stream = $1 and seq <= $2)
  update stream set floor = greatest(floor, $2) where id = $1`

/** The events of somebody's stream up to this position are no longer held: who is behind reads what is. Under its lock. */
export const trimStream = (db: Queryable, person: string, upto: number) => db.query(trimSql, [person, upto])
