/** What somebody is called, and in which rooms that is shown. */
import type { Queryable } from '@parley/service-kit'

export interface NameInRoom {
  readonly name: string
  readonly profile: number | null
  readonly picture: string | null
  /** Where auth told it. */
  readonly epoch: number
  readonly seq: number
  /** Null where there is none after the place that was asked for. */
  readonly room: string | null
}

const sql = `
  select person.name, person.profile, person.picture, person.epoch, person.seq, inside.room
  from person left join lateral (
    select room from membership where membership.person = person.id and room > $2 order by room limit $3
  ) inside on true
  where person.id = $1 order by inside.room`

/** With rooms in the order of their ids, after one. Nothing where chat does not know who that is. */
export const readNameInRooms = (db: Queryable, person: string, after: string, limit: number): Promise<NameInRoom[]> =>
  db.query<NameInRoom>(sql, [person, after, limit])
