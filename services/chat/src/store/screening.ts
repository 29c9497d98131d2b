/** What a space says to newcomers. */
import { permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface ScreeningRow {
  readonly rules: readonly string[]
  /** Position in the stream of the space at which they were made so; 0 where there are none. */
  readonly version: number
  /** The position at or after which they have to be accepted; 0: nobody has to. */
  readonly need: number
  readonly text: string
  /** Also those that are gone, or that somebody does not see. */
  readonly rooms: readonly string[]
}

const getSql = `
  select rules, rules_at as version, rules_need as need, welcome as text, welcome_rooms::text[] as rooms
  from space where id = $1`

/** Nothing where there is no such space. */
export const getScreening = async (db: Queryable, space: string): Promise<ScreeningRow | undefined> =>
  (await db.query<ScreeningRow>(getSql, [space]))[0]

const setSql = `
  update space set rules = $2, rules_at = $3, rules_need = $4, welcome = $5, welcome_rooms = $6 where id = $1`

export const setScreening = (db: Queryable, space: string, { rules, version, need, text, rooms }: ScreeningRow) =>
  db.query(setSql, [space, rules, version, need, text, rooms])

const acceptSql = `update resident set accepted = $3 where space = $1 and person = $2`

/** They have accepted the rules by the event at this position. */
export const setAccepted = (db: Queryable, space: string, person: string, seq: number) =>
  db.query(acceptSql, [space, person, seq])

const seenSql = `
  select asked.id from unnest($2::uuid[]) with ordinality as asked (id, ord)
  join room on room.id = asked.id and room.space = $1
  where permissions_in(room.id, $3, clock_timestamp()) & $4 <> 0 order by asked.ord`

/** Those of these rooms of the space that somebody sees, in their order. */
export const seenOf = async (
  db: Queryable,
  space: string,
  rooms: readonly string[],
  person: string,
): Promise<string[]> => {
  if (rooms.length === 0) return []
  const values = [space, rooms, person, String(permissionSet('view'))]
  return (await db.query<{ id: string }>(seenSql, values)).map(({ id }) => id)
}
