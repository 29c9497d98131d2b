/** How people stand with one of them, for a service that shows people to each other. */
import type { Queryable } from '@parley/service-kit'
import type { PeopleQuestion, Ties } from '@parley/wire'

const sql = `
  select id, own.stands = 'contact' as contact, coalesce(own.blocked, false) or coalesce(theirs.blocked, false) as blocked
  from unnest($2::uuid[]) id
  left join relation own on own.person = $1 and own.other = id
  left join relation theirs on theirs.person = id and theirs.other = $1`

interface Row {
  readonly id: string
  readonly contact: boolean | null
  readonly blocked: boolean
}

export const tiesOf = async (db: Queryable, { user, people }: PeopleQuestion): Promise<Ties> => {
  const rows = await db.query<Row>(sql, [user, people])
  const those = (is: (row: Row) => boolean | null) => rows.filter(is).map(({ id }) => id)
  return { contacts: those(({ contact }) => contact), blocked: those(({ blocked }) => blocked) }
}
