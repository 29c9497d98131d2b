/** What people keep for themselves in rooms that they are not in: it goes with the membership, which for a thread is that of its room, and in a space with living there. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { belongs, isHeld } from './room-events.ts'

interface OfRow extends Finding {
  readonly room: string
  readonly person: string
}

type Table = 'draft' | 'preference' | 'bookmark'

const straySql = (table: Table) => `
  select kept.room, kept.person, ${isHeld('kept.room')} and not ${belongs('kept.room', 'kept.person')} as stray
  from (select distinct room, person from ${table} where (room, person) > ($1::uuid, $2::uuid) order by room, person limit $3) kept
  order by kept.room, kept.person`

async function* look(db: Queryable, table: Table): AsyncGenerator<OfRow> {
  const values = (last: OfRow | undefined) => [last?.room ?? beforeIds, last?.person ?? beforeIds]
  for await (const { room, person, stray } of inPages<OfRow & { stray: boolean }>(db, straySql(table), values, 1_000))
    if (stray) yield { what: `person ${person} in room ${room}`, room, person }
}

const dropSql = (table: Table) => `
  delete from ${table} kept where room = $1 and person = $2
    and ${isHeld('kept.room')} and not ${belongs('kept.room', 'kept.person')}
  returning 1`

const mend =
  (table: Table) =>
  (db: Database, { room, person }: OfRow): Promise<boolean> =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      return (await tx.query(dropSql(table), [room, person])).length > 0
    })

const checkOf = (table: Table, about: string): Check<OfRow> => ({
  about,
  look: ({ db }) => look(db, table),
  mend: mend(table),
})

export const drafts = checkOf('draft', 'drafts in rooms that their author is not in')
export const bookmarks = checkOf('bookmark', 'bookmarks of messages in rooms that somebody is not in')
export const preferences = checkOf('preference', 'preferences about rooms that somebody is not in')
