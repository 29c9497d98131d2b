/** The words of stretches, against what is said there: what has no words there would never be found. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { wordsOfStretch } from '../../covering.ts'
import { editedSql } from '../message-states.ts'
import { type Said, stretchLength } from '../stretches.ts'
import { isHeld } from './room-events.ts'

interface OfStretch extends Finding {
  readonly room: string
  readonly first: number
}

/** One moment for the words and the texts. */
const heldSql = `
  select stretch.room, stretch.first, stretch.last, 
    ${isHeld('stretch.room')} and (select floor from stream where stream.id = stretch.room) < stretch.first as held, tsvector_to_array(stretch.words) as words, stretch.maker,
    stretch.last < stretch.first or stretch.last >= stretch.first + ${stretchLength}
      or (select min(next.first) from stretch next where next.room = stretch.room and next.first > stretch.first) <> stretch.last + 1
      as apart,
    (select coalesce(json_agg(json_build_object('by', by, 'text', coalesce(edited.text, body ->> 'text'))), '[]')
      from event left join lateral (${editedSql('event.stream', 'event.seq')}) edited on true
      where event.stream = stretch.room and event.seq between stretch.first and stretch.last and event.ev = 'message.sent') as said
  from (select * from stretch where (room, first) > ($1::uuid, $2::bigint) order by room, first limit $3) stretch
  order by stretch.room, stretch.first`

interface Row {
  readonly room: string
  readonly first: number
  readonly last: number
  /** Whether all that was said there is still to be there. */
  readonly held: boolean
  /** Null where anything may be said. */
  readonly words: readonly string[] | null
  readonly maker: string | null
  /** Whether it is not followed by the next one; null where it is the last. */
  readonly apart: boolean | null
  readonly said: readonly Said[]
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => {
  const words = new Set(one)
  return words.size === other.length && other.every((word) => words.has(word))
}

/** `maker` says of which release it is, and by what configuration; that of another is made anew in any case. */
const isWrong = async (db: Queryable, row: Row, makerOf: (configuration: string) => string): Promise<boolean> => {
  if (!row.held) return false
  if (row.apart) return true
  const configuration = row.maker?.slice(row.maker.indexOf(' ') + 1)
  if (row.words === null || configuration === undefined || row.maker !== makerOf(configuration)) return false
  const words = await wordsOfStretch(db, configuration, row.said)
  return words !== null && !isSame(words, row.words)
}

async function* look(db: Queryable, makerOf: (configuration: string) => string): AsyncGenerator<OfStretch> {
  const rows = inPages<Row>(db, heldSql, (last) => [last?.room ?? beforeIds, last?.first ?? -1], 10)
  for await (const row of rows)
    if (await isWrong(db, row, makerOf))
      yield { what: `room ${row.room} from ${row.first} to ${row.last}`, room: row.room, first: row.first }
}

/** From there on the room is covered anew; until then it is read as it is. */
const dropSql = `delete from stretch where room = $1 and first >= $2 returning 1`

export const words = (makerOf: (configuration: string) => string): Check<OfStretch> => ({
  about: 'stretches of rooms whose words are not what is said there',
  look: ({ db }) => look(db, makerOf),
  mend: (db: Database, { room, first }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      return (await tx.query(dropSql, [room, first])).length > 0
    }),
})
