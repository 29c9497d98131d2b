/** For services whose readers each follow one stream of their own, and no other. */
import type { StreamKind } from '@parley/protocol'
import type { OpenPage } from '@parley/wire'
import type { Database, InEpoch } from './database.ts'
import type { OpenReaders } from './stream-answers.ts'
import { ensureStreams, streamName } from './transaction.ts'

interface Row extends InEpoch {
  readonly id: string
  readonly head: number
  readonly floor: number
}

const openSql = `
  select id, head, floor, (select current_epoch()) as epoch from stream where id = any($1::uuid[]) and kind = $2`

/** Somebody who has just signed up has none yet: an access token proves the account, so it is made. */
const openAll = async (db: Database, kind: StreamKind, readers: readonly string[]): Promise<Map<string, Row>> => {
  const read = () => db.query<Row>(openSql, [readers, kind])
  const found = await read()
  const known = new Set(found.map(({ id }) => id))
  const missing = readers.filter((reader) => !known.has(reader))
  if (missing.length > 0) await ensureStreams(db, kind, missing)
  const rows = missing.length > 0 ? await read() : found
  db.read(rows)
  return new Map(rows.map((row) => [row.id, row]))
}

const pageOf = (kind: StreamKind, row: Row | undefined): OpenPage => {
  if (!row) return { streams: [], more: false }
  const { id, epoch, head, floor } = row
  return {
    streams: [{ on: streamName(kind, id), epoch, head, floor, read: head, unread: 0 }],
    more: false,
    hides: false,
  }
}

export const openOwn =
  (db: Database, kind: StreamKind): OpenReaders =>
  async (asked) => {
    const readers = asked.filter(({ after }) => after === undefined).map(({ reader }) => reader)
    const own = await openAll(db, kind, [...new Set(readers)])
    return asked.map(({ reader, after }) => pageOf(kind, after === undefined ? own.get(reader) : undefined))
  }
