/** What people keep for themselves in rooms that they are not in: it goes with the membership, which for a thread is that of its room. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'

interface OfRow extends Finding {
  readonly room: string
  readonly person: string
}

type Table = 'draft' | 'preference' | 'bookmark'

const straySql = (table: Table) => `
  select kept.room, kept.person, membership.person is null as stray
  from (select distinct room, person from ${table} where (room, person) > ($1::uuid, $2::uuid) order by room, person limit $3) kept
  left join room on room.id = kept.room
  left join membership on membership.room = coalesce(room.parent, kept.room) and membership.person = kept.person
  order by kept.room, kept.person`

async function* look(db: Queryable, table: Table): AsyncGenerator<OfRow> {
  const values = (last: OfRow | undefined) => [last?.room ?? beforeIds, last?.person ?? beforeIds]
  for await (const { room, person, stray } of inPages<OfRow & { stray: boolean }>(db, straySql(table), values, 1_000))
    if (stray) yield { what: `person ${person} in room ${room}`, room, person }
}

const dropSql = (table: Table) => `
  delete from ${table} kept where room = $1 and person = $2
    and not exists (
      select from membership
      where membership.room = coalesce((select parent from room where id = kept.room), kept.room) and membership.person = kept.person
    )
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
