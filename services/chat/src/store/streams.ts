/** What readers follow. */
import type { StreamKind } from '@parley/protocol'
import { beforeIds, type Database, ensureStreams, type InEpoch, streamName } from '@parley/service-kit'
import { type OpenPage, type OpenQuestion, type ReaderState, sinceIn } from '@parley/wire'
import { unreadSql } from './members.ts'
import { mentionsAfterCursor } from './mentions.ts'
import { floorInSpace } from './residents.ts'

interface Row extends InEpoch {
  readonly reader: string
  readonly id: string
  readonly kind: StreamKind
  readonly head: number
  readonly floor: number
  /** Null where that is the floor. */
  readonly since: number | null
  readonly read: number
  readonly unread: number
  readonly mentions: number
  /** Of the reader's own stream: whether they hide anybody. */
  readonly hides: boolean
}

/** A reader's own stream stands before the others: those of their spaces and of their direct and group rooms, in the order of their ids. */
const order = 'part, id'

/** Whoever came later sees nothing of before. */
const memberFloor = 'greatest(stream.floor, member.floor) as floor, member.floor as since'
const inEpoch = '(select current_epoch()) as epoch'
const doesHide = `(exists (select from hidden where hidden.person = stream.id)
  or exists (select from curb where curb.other = stream.id and blocks)) as hides`

/**
 * All of many readers who follow little, as nearly everybody does: without a page for each it takes half the time. One
 * statement, so one snapshot: nobody is listed for a room at a position where they were not in it.
 */
const wholeSql = `
  select member.person as reader, 1 as part, stream.id, stream.kind, stream.head, ${memberFloor}, member.read,
    ${unreadSql('member.read_tally')} as unread, ${mentionsAfterCursor} as mentions, false as hides, ${inEpoch}
  from member join stream on stream.id = member.room
  where member.person = any($1::uuid[])
  union all
  select resident.person, 1, stream.id, stream.kind, stream.head, ${floorInSpace('resident')}, null, stream.head, 0, 0, false, ${inEpoch}
  from resident join stream on stream.id = resident.space
  where resident.person = any($1::uuid[])
  union all
  select id, 0, id, kind, head, floor, null, head, 0, 0, ${doesHide}, ${inEpoch} from stream where id = any($1::uuid[])
  order by ${order} limit $2`

/** A page of each; of a list that goes on, without the reader's own stream. */
const pagesSql = `
  select asked.ord, asked.reader, 0 as part, own.id, own.kind, own.head, own.floor, null::bigint as since, own.head as read, 0 as unread, 0 as mentions, own.hides, ${inEpoch}
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (reader, after, ord)
  cross join lateral (select id, kind, head, floor, ${doesHide} from stream where id = asked.reader) own
  where asked.after is null
  union all
  select asked.ord, asked.reader, 1 as part, followed.*, false as hides, ${inEpoch}
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (reader, after, ord)
  cross join lateral (
    (select stream.id, stream.kind, stream.head, ${memberFloor}, member.read, ${unreadSql('member.read_tally')} as unread,
      ${mentionsAfterCursor} as mentions
    from member join stream on stream.id = member.room
    where member.person = asked.reader and member.room > coalesce(asked.after, '${beforeIds}')
    order by member.room limit $3)
    union all
    (select stream.id, stream.kind, stream.head, ${floorInSpace('resident')}, null, stream.head, 0, 0
    from resident join stream on stream.id = resident.space
    where resident.person = asked.reader and resident.space > coalesce(asked.after, '${beforeIds}')
    order by resident.space limit $3)
    order by id limit $3
  ) followed
  order by ord, ${order}`

const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)

/** Where the others go on: of a page that ended with the reader's own stream, at the first one. */
const placeOf = ({ reader, after }: OpenQuestion): string | null => {
  if (after === undefined) return null
  const id = idOf(after)
  return id === reader ? beforeIds : id
}

const readersOf = (asked: readonly OpenQuestion[]) => asked.map(({ reader }) => reader)

/** Nothing where that is too much for one answer. */
const readWhole = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<Row[][] | undefined> => {
  const rows = await db.query<Row>(wholeSql, [readersOf(asked), most])
  if (rows.length >= most) return undefined
  const byReader = Map.groupBy(rows, ({ reader }) => reader)
  return asked.map(({ reader }) => byReader.get(reader) ?? [])
}

const readPages = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<Row[][]> => {
  const values = [readersOf(asked), asked.map(placeOf), most]
  const rows = await db.query<Row & { readonly ord: number }>(pagesSql, values)
  const byPlace = Map.groupBy(rows, ({ ord }) => ord)
  return asked.map((_, place) => byPlace.get(place + 1) ?? [])
}

/** In the order of the questions. */
const readRows = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<Row[][]> => {
  const begin = asked.every(({ after }) => after === undefined)
  return (begin ? await readWhole(db, asked, most) : undefined) ?? readPages(db, asked, most)
}

/** Somebody who has just signed up has no stream here yet: an access token proves the account, so it is made. */
const ensureOwnStreams = async (db: Database, asked: readonly OpenQuestion[], found: readonly Row[][]) => {
  const isMissing = ({ reader, after }: OpenQuestion, place: number) =>
    after === undefined && found[place]?.[0]?.id !== reader
  const missing = readersOf(asked.filter(isMissing))
  if (missing.length > 0) await ensureStreams(db, 'chat/user', missing)
  return missing.length > 0
}

const toState = (row: Row): ReaderState => ({
  on: streamName(row.kind, row.id),
  epoch: row.epoch,
  head: row.head,
  floor: row.floor,
  ...sinceIn(row.floor, row.since ?? row.floor),
  read: row.read,
  unread: row.unread,
  ...(row.mentions > 0 ? { mentions: row.mentions } : {}),
})

/** A page of the streams of each reader, of so many rooms at most, in the order of the questions. */
export const openReaders = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<OpenPage[]> => {
  let found = await readRows(db, asked, most)
  if (await ensureOwnStreams(db, asked, found)) found = await readRows(db, asked, most)
  db.read(found.flat())
  return found.map((rows, place) => ({
    streams: rows.map((row) => toState(row)),
    more: rows.length >= most,
    ...(asked[place]?.after === undefined ? { hides: rows[0]?.hides ?? false } : {}),
  }))
}
