/** A room as it is at one moment, as bytes of a file. */
import { createHash } from 'node:crypto'
import type { Queryable } from '@parley/service-kit'
import { readRoomLine, rowsOf, threadRows } from '../store/room-file.ts'
import { roomFormat } from './lines.ts'

const rowsAtOnce = 1_000

interface Row {
  readonly place: string
  readonly is: object
}

async function* pages(db: Queryable, room: string, { sql, begin }: typeof threadRows): AsyncGenerator<Row> {
  for (let place = begin; ; ) {
    const rows = await db.query<Row>(sql, [room, place, rowsAtOnce])
    yield* rows
    if (rows.length < rowsAtOnce) return
    place = (rows.at(-1) as Row).place
  }
}

/** Of a room or of a thread. */
async function* rows(db: Queryable, room: string): AsyncGenerator<string> {
  for (const [kind, of] of Object.entries(rowsOf))
    for await (const { is } of pages(db, room, of)) yield JSON.stringify({ [kind]: is })
}

async function* lines(db: Queryable, room: string): AsyncGenerator<string> {
  const found = await readRoomLine(db, room)
  if (!found) throw new Error(`there is no direct room or group ${room}`)
  yield JSON.stringify({ room: { format: roomFormat, ...found } })
  yield* rows(db, room)
  for await (const { place: thread, is } of pages(db, room, threadRows)) {
    yield JSON.stringify({ thread: is })
    yield* rows(db, thread)
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
