/** From where on somebody sees a room: what was there before they came may not be theirs (`reach_of`, in `0037-newcomers.sql`). */
import type { Queryable } from '@parley/service-kit'

const reachesSql = `
  select asked.room, reach.since from unnest($2::uuid[]) as asked (room) cross join lateral reach_of(asked.room, $1) reach`

/** The last position of which they see nothing, by room. */
export const reachesOf = async (
  db: Queryable,
  person: string,
  rooms: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await db.query<{ room: string; since: number }>(reachesSql, [person, [...new Set(rooms)]])
  return new Map(rows.map(({ room, since }) => [room, since]))
}

/** Whether this position is one of those. */
export const isBefore = async (db: Queryable, person: string, room: string, seq: number): Promise<boolean> =>
  seq <= ((await reachesOf(db, person, [room])).get(room) ?? 0)
