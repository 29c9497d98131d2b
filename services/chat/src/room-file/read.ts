/** Reads a file of a room line by line, and finds out whether it is one, before anything is done with it. */
import { createHash } from 'node:crypto'
import { countsAsUnread } from '@parley/protocol'
import { kindsInOrder, type Line, type LineKind, RoomFileFault, type RoomLine, readLine } from './lines.ts'

/** The longest event has some 30 KB. */
const mostLineBytes = 256 * 1024

/** With its line feed. */
async function* split(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of bytes) {
    rest = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end + 1)
      rest = rest.subarray(end + 1)
    }
    if (rest.length > mostLineBytes) break
  }
  if (rest.length > 0) yield rest
}

const broken = (line: number, why: string): never => {
  throw new RoomFileFault('ROOM_FILE_BROKEN', `Line ${line} ${why}`)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const parse = (bytes: Buffer, place: number): Line => {
  if (bytes.length > mostLineBytes) return broken(place, 'is too long')
  if (bytes.at(-1) !== 10) return broken(place, 'ends in the middle')
  try {
    return readLine(utf8.decode(bytes))
  } catch (reason) {
    return broken(place, reason instanceof TypeError ? 'is no UTF-8' : (reason as Error).message)
  }
}

/** The lines up to the end, which is checked and left out. Throws `RoomFileFault`. */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const digest = createHash('sha256')
  let place = 0
  let kind: LineKind = 'room'
  let hasEnded = false
  for await (const piece of split(bytes)) {
    place++
    if (hasEnded) broken(place, 'stands behind the end')
    const line = parse(piece, place)
    if ((place === 1) !== (line.kind === 'room') || kindsInOrder.indexOf(line.kind) < kindsInOrder.indexOf(kind))
      broken(place, `is a ${line.kind} where none may stand`)
    kind = line.kind
    if (line.kind === 'end') {
      hasEnded = true
      if (line.is.lines !== place - 1 || line.is.sha256 !== digest.digest('hex'))
        broken(place, 'does not agree with what stands before it')
      continue
    }
    digest.update(piece)
    yield line
  }
  if (!hasEnded) broken(place, 'is the last one, and not the end')
}

/** What has to hold between the lines, beyond the shape of each. */
export const checkRoomFile = async (bytes: AsyncIterable<Buffer>): Promise<RoomLine> => {
  let room: RoomLine | undefined
  let [seq, place, tally] = [0, 0, -1]
  for await (const { kind, is } of readLines(bytes)) {
    place++
    if (kind === 'room') {
      room = is as unknown as RoomLine
      seq = room.floor
      if (room.floor === 0) tally = 0
      if (room.floor > room.head) broken(place, 'has a floor above the head')
      if ((room.kind === 'direct') !== (room.low !== null && room.high !== null && room.low < room.high))
        broken(place, 'has two people where it is no direct room, or lacks them')
    }
    if (kind === 'event') {
      if (is.seq !== ++seq) broken(place, `is event ${is.seq} where ${seq} comes`)
      const { counts } = is.body as { readonly counts?: unknown }
      const after = tally + (countsAsUnread({ ev: is.ev as string, counts }) ? 1 : 0)
      if (tally >= 0 && is.tally !== after) broken(place, `counts ${is.tally} where ${after} are right`)
      tally = is.tally as number
    }
    for (const name of ['joined', 'since', 'read', 'seq', 'pinned', 'first', 'added'])
      if (typeof is[name] === 'number' && (is[name] as number) > (room?.head ?? 0))
        broken(place, `names a position behind the head`)
  }
  if (!room) return broken(1, 'is missing')
  if (seq !== room.head) broken(place, `is the last, and events up to ${room.head} are missing`)
  if (room.head > room.floor && tally !== room.tally) broken(1, `counts ${room.tally} where ${tally} are right`)
  return room
}
