/** Which rooms ask more of who sends than to be in it, against what is set of them. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'

interface OfRoom extends Finding {
  readonly room: string
}

const curbedSql = `(room.slow_seconds > 0 or room.posting <> 'members' or room.kind = 'direct' and is_closed(room.id))`

const rowsSql = `
  select room.id as room, stream.curbed as noted, ${curbedSql} as curbed
  from room join stream on stream.id = room.id where room.id > $1 order by room.id limit $2`

async function* look(db: Queryable): AsyncGenerator<OfRoom> {
  interface Row {
    readonly room: string
    readonly noted: boolean
    readonly curbed: boolean
  }
  const rows = inPages<Row>(db, rowsSql, (last) => [last?.room ?? beforeIds], 1_000)
  for await (const { room, noted, curbed } of rows)
    if (noted !== curbed)
      yield { what: `room ${room}: a send ${noted ? 'looks' : 'does not look'} at its settings`, room }
}

const mendSql = `
  update stream set curbed = ${curbedSql}
  from room where room.id = $1 and stream.id = $1 and stream.curbed <> ${curbedSql}
  returning 1`

export const curbs: Check<OfRoom> = {
  about:
    'rooms that are slow, where admins alone say something, or that a block has closed, and of which a send does not know it',
  look: ({ db }) => look(db),
  mend: (db: Database, { room }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      return (await tx.query(mendSql, [room])).length > 0
    }),
}
