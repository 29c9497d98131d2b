/** What a request came to, by the id that its sender gave it. */
import type { Queryable } from '@parley/service-kit'

export interface Asked {
  readonly seq: number
  readonly stands: 'sent' | 'contact'
  readonly user: string
}

const findSql = `
  select seq, case ev when 'contact.added' then 'contact' else 'sent' end as stands, body ->> 'user' as user
  from event where key = $2 and stream = $1`

/** Nothing where they have asked nobody with this id. */
export const findAsked = async (db: Queryable, person: string, id: string): Promise<Asked | undefined> =>
  (await db.query<Asked>(findSql, [person, id]))[0]
