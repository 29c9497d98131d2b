/** Who owns a group: one, unless the table was changed by hand. */
import type { Queryable } from '@parley/service-kit'

const ownersSql = `select person from membership where room = $1 and role = 'owner' order by joined`

export const listOwners = async (db: Queryable, room: string): Promise<string[]> =>
  (await db.query<{ person: string }>(ownersSql, [room])).map(({ person }) => person)
