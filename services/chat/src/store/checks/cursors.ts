/** How far people have read, against the rooms. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { tallyAtSql } from '../members.ts'
import { isHeld } from './room-events.ts'

const cursorsAtOnce = 500

interface OfCursor extends Finding {
  readonly room: string
  readonly person: string
}

interface Row {
  readonly room: string
  readonly person: string
  readonly read: number
  readonly tally: number
  readonly head: number
  readonly floor: number
  readonly counted: number
}

/** Where somebody stands (`cursor`), and where their reading began (`membership`): both have a position and its tally. */
const placesSql = (table: string, read: string, tally: string) => `
  select place.room, place.person, place.${read} as read, place.${tally} as tally, stream.head, stream.floor,
    ${tallyAtSql('place.room', `place.${read}`)} as counted
  from (select * from ${table} where (room, person) > ($1::uuid, $2::uuid) order by room, person limit $3) place
  left join stream on stream.id = place.room and ${isHeld('place.room')}
  order by place.room, place.person`

const tables = [
  { table: 'membership', read: 'since', tally: 'since_tally' },
  { table: 'cursor', read: 'read', tally: 'read_tally' },
] as const

type Table = (typeof tables)[number]

const places = (db: Queryable, { table, read, tally }: Table) =>
  inPages<Row>(
    db,
    placesSql(table, read, tally),
    (last) => [last?.room ?? beforeIds, last?.person ?? beforeIds],
    cursorsAtOnce,
  )

/** Rooms that are gone have no head. What was before the floor is gone, and not counted once more. */
async function* look(db: Queryable, wrong: (row: Row) => string | undefined): AsyncGenerator<OfCursor> {
  for (const table of tables)
    for await (const row of places(db, table)) {
      const told = row.head === null ? undefined : wrong(row)
      if (told) yield { what: `person ${row.person} in room ${row.room}: ${told}`, room: row.room, person: row.person }
    }
}

const mendSql = ({ table, read, tally }: Table) => `
  with right_one as (
    select least(place.${read}, stream.head) as seq, ${tallyAtSql('$1', `least(place.${read}, stream.head)`)} as tally
    from ${table} place join stream on stream.id = place.room and stream.floor <= place.${read}
    where place.room = $1 and place.person = $2
  )
  update ${table} set ${read} = right_one.seq, ${tally} = right_one.tally
  from right_one
  where room = $1 and person = $2 and (${read}, ${tally}) is distinct from (right_one.seq, right_one.tally)
  returning 1`

const mend = (db: Database, { room, person }: OfCursor): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([room])
    let rows = 0
    for (const table of tables) rows += (await tx.query(mendSql(table), [room, person])).length
    return rows > 0
  })

export const cursorHead: Check<OfCursor> = {
  about: 'people who have read further than their room goes',
  anew: true,
  look: ({ db }) => look(db, ({ read, head }) => (read > head ? `at ${read}, where the head is ${head}` : undefined)),
  mend,
}

export const cursorTally: Check<OfCursor> = {
  about: 'people of whom it is counted wrong how much they have read',
  anew: true,
  look: ({ db }) =>
    look(db, ({ read, head, floor, tally, counted }) =>
      floor <= read && read <= head && tally !== counted ? `${tally} at ${read}, where ${counted} is right` : undefined,
    ),
  mend,
}
