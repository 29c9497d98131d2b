/** What readers follow. */
import type { StreamKind, StreamState } from '@parley/protocol'
import { type Database, streamName } from '@parley/service-kit'

interface Row {
  readonly reader: string
  readonly id: string
  readonly kind: StreamKind
  readonly head: number
  readonly floor: number
  readonly read: number
  readonly unread: number
}

/** One statement, so one snapshot: nobody is listed for a room at a position where they were not in it. */
const openSql = `
  select member.person as reader, stream.id, stream.kind, stream.head, stream.floor, member.read,
    stream.tally - member.read_tally as unread
  from member join stream on stream.id = member.room
  where member.person = any($1::uuid[])
  union all
  select id, id, kind, head, floor, head, 0 from stream where id = any($1::uuid[])`

const ensureSql = `
  insert into stream (id, kind) select id, 'chat/user' from unnest($1::uuid[]) id order by id on conflict do nothing`

const readRows = async (db: Database, readers: readonly string[]): Promise<Map<string, Row[]>> => {
  const rows = await db.query<Row>(openSql, [readers])
  return Map.groupBy(rows, (row) => row.reader)
}

/** Somebody who has just signed up has no stream here yet: an access token proves the account, so it is made. */
const ensureOwnStreams = async (db: Database, readers: readonly string[], found: Map<string, Row[]>) => {
  const missing = readers.filter((reader) => !found.get(reader)?.some((row) => row.id === reader))
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

/** The streams of each reader, in the order of the readers. */
export const openReaders = async (db: Database, readers: readonly string[]): Promise<StreamState[][]> => {
  let found = await readRows(db, readers)
  if (await ensureOwnStreams(db, readers, found)) found = await readRows(db, readers)
  return readers.map((reader) => (found.get(reader) ?? []).map((row) => toState(db, row)))
}
