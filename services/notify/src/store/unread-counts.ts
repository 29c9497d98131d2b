/** How many notifications of somebody are unread, against what is counted of it. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'

interface OfPerson extends Finding {
  readonly person: string
}

const counted = `(
  select count(*)::int from notification where notification.person = inbox.person and notification.state = 'unread')`
const rowsSql = `select person, unread, ${counted} as counted from inbox where person > $1 order by person limit $2`

async function* look(db: Queryable): AsyncGenerator<OfPerson> {
  interface Row {
    readonly person: string
    readonly unread: number
    readonly counted: number
  }
  const rows = inPages<Row>(db, rowsSql, (last) => [last?.person ?? beforeIds], 200)
  for await (const { person, unread, counted } of rows)
    if (unread !== counted) yield { what: `inbox ${person}: ${unread}, where ${counted} are unread`, person }
}

const mendSql = `update inbox set unread = ${counted} where person = $1 and unread <> ${counted} returning 1`

export const unreadCounts: Check<OfPerson> = {
  about: 'inboxes whose unread notifications are counted wrong',
  anew: true,
  look: ({ db }) => look(db),
  mend: (db: Database, { person }) =>
    db.transaction(async (tx) => {
      await tx.lock([person])
      return (await tx.query(mendSql, [person])).length > 0
    }),
}
