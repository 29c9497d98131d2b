/** What readers follow. */
import type { OpenPage, OpenQuestion, StreamKind, StreamState } from '@parley/protocol'
import { type Database, streamName } from '@parley/service-kit'

interface Row {
  readonly ord: number
  readonly id: string
  readonly kind: StreamKind
  readonly head: number
  readonly floor: number
  readonly read: number
  readonly unread: number
}

const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * One statement, so one snapshot: nobody is listed for a room at a position where they were not in it. A reader's own
 * stream stands before all ids, and is there where their list begins.
 */
const openSql = `
  select asked.ord, 0 as part, own.*, own.head as read, 0 as unread
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (reader, after, ord)
  cross join lateral (select id, kind, head, floor from stream where id = asked.reader) own
  where asked.after is null
  union all
  select asked.ord, 1 as part, followed.*
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (reader, after, ord)
  cross join lateral (
    select stream.id, stream.kind, stream.head, stream.floor, member.read, stream.tally - member.read_tally as unread
    from member join stream on stream.id = member.room
    where member.person = asked.reader and member.room > coalesce(asked.after, '${beforeAll}')
    order by member.room limit $3
  ) followed
  order by ord, part, id`

const ensureSql = `
  insert into stream (id, kind) select id, 'chat/user' from unnest($1::uuid[]) id order by id on conflict do nothing`

const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)

/** Where the rooms go on: of a page that ended with the reader's own stream, at the first one. */
const placeOf = ({ reader, after }: OpenQuestion): string | null => {
  if (after === undefined) return null
  const id = idOf(after)
  return id === reader ? beforeAll : id
}

/** By the place of the question, from 1. */
const readRows = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<Map<number, Row[]>> => {
  const rows = await db.query<Row>(openSql, [asked.map(({ reader }) => reader), asked.map(placeOf), most])
  return Map.groupBy(rows, (row) => row.ord)
}

/** Somebody who has just signed up has no stream here yet: an access token proves the account, so it is made. */
const ensureOwnStreams = async (db: Database, asked: readonly OpenQuestion[], found: Map<number, Row[]>) => {
  const isMissing = ({ reader, after }: OpenQuestion, place: number) =>
    after === undefined && found.get(place + 1)?.[0]?.id !== reader
  const missing = asked.filter(isMissing).map(({ reader }) => reader)
  if (missing.length > 0) await db.query(ensureSql, [missing])
  return missing.length > 0
}

const toState = (db: Database, row: Row): StreamState => ({
  on: streamName(row.kind, row.id),
  epoch: db.epoch,
  head: row.head,
  floor: row.floor,
  read: row.read,
  unread: row.unread,
})

/** A page of the streams of each reader, of so many rooms at most, in the order of the questions. */
export const openReaders = async (db: Database, asked: readonly OpenQuestion[], most: number): Promise<OpenPage[]> => {
  let found = await readRows(db, asked, most)
  if (await ensureOwnStreams(db, asked, found)) found = await readRows(db, asked, most)
  return asked.map((_, place) => {
    const rows = found.get(place + 1) ?? []
    return { streams: rows.map((row) => toState(db, row)), more: rows.length >= most }
  })
}
