/** A room as it is at one moment, as bytes of a file. */
import { createHash } from 'node:crypto'
import type { Queryable } from '@parley/service-kit'
import { readRoomLine, rowsOf } from '../store/room-file.ts'
import { type LineKind, roomFormat } from './lines.ts'

const rowsAtOnce = 1_000

interface Row {
  readonly place: string
  readonly is: object
}

async function* lines(db: Queryable, room: string): AsyncGenerator<string> {
  const found = await readRoomLine(db, room)
  if (!found) throw new Error(`there is no direct room or group ${room}`)
  yield JSON.stringify({ room: { format: roomFormat, ...found } })
  for (const [kind, { sql, begin }] of Object.entries(rowsOf) as [LineKind, { sql: string; begin: string }][])
    for (let place = begin; ; ) {
      const rows = await db.query<Row>(sql, [room, place, rowsAtOnce])
      for (const { is } of rows) yield JSON.stringify({ [kind]: is })
      if (rows.length < rowsAtOnce) break
      place = (rows.at(-1) as Row).place
    }
}

/** All statements of `db` have to see the same moment. */
export async function* exportRoom(db: Queryable, room: string): AsyncGenerator<string> {
  const digest = createHash('sha256')
  let count = 0
  for await (const line of lines(db, room)) {
    count++
    digest.update(`${line}\n`)
    yield `${line}\n`
  }
  yield `${JSON.stringify({ end: { lines: count, sha256: digest.digest('hex') } })}\n`
}
