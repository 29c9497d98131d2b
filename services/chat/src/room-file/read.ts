/** Reads a file of a room line by line, and finds out whether it is one, before anything is done with it. */
import { createHash } from 'node:crypto'
import { countsAsUnread } from '@parley/protocol'
import { isThread } from '../thread-id.ts'
import {
  kindsInOrder,
  type Line,
  type LineKind,
  RoomFileFault,
  type RoomLine,
  readLine,
  type ThreadLine,
} from './lines.ts'

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

const placeOf = (kind: LineKind) => kindsInOrder.indexOf(kind)

/** A thread begins the same order anew. Nobody is a member of one, and rooms have no followers. */
const mayFollow = (kind: LineKind, before: LineKind, inThread: boolean): boolean =>
  kind !== (inThread ? 'member' : 'follower') && placeOf(kind) >= (before === 'thread' ? 0 : placeOf(before))

/** The lines up to the end, which is checked and left out. Throws `RoomFileFault`. */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const digest = createHash('sha256')
  let place = 0
  let kind: LineKind = 'room'
  let [hasEnded, inThread] = [false, false]
  for await (const piece of split(bytes)) {
    place++
    if (hasEnded) broken(place, 'stands behind the end')
    const line = parse(piece, place)
    if ((place === 1) !== (line.kind === 'room') || !mayFollow(line.kind, kind, inThread))
      broken(place, `is a ${line.kind} where none may stand`)
    kind = line.kind
    if (kind === 'thread') inThread = true
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

type Ends = Pick<RoomLine, 'head' | 'floor' | 'tally'>

/** Of these members each is a position. */
const positions = ['joined', 'since', 'read', 'seq', 'message', 'pinned', 'first', 'added', 'voted', 'closed', 'last']

/** A room, or one of its threads. */
class Section {
  readonly #ends: Ends
  readonly #begins: number
  #seq: number
  #tally: number
  /** The last one below the floor. */
  #left = 0

  /** `begins` is the line that it begins with. */
  constructor(ends: Ends, begins: number) {
    this.#ends = ends
    this.#begins = begins
    this.#seq = ends.floor
    this.#tally = ends.floor === 0 ? 0 : -1
    if (ends.floor > ends.head) broken(begins, 'has a floor above the head')
  }

  take({ kind, is }: Line, place: number): void {
    if (kind === 'event') this.#event(is, place)
    if (positions.some((name) => typeof is[name] === 'number' && is[name] > this.#ends.head))
      broken(place, 'names a position behind the head')
  }

  #event(is: Line['is'], place: number): void {
    if (this.#isLeft(is.seq as number)) return
    if (is.seq !== ++this.#seq) broken(place, `is event ${is.seq} where ${this.#seq} comes`)
    const { counts } = is.body as { readonly counts?: unknown }
    const after = this.#tally + (countsAsUnread({ ev: is.ev as string, counts }) ? 1 : 0)
    if (this.#tally >= 0 && is.tally !== after) broken(place, `counts ${is.tally} where ${after} are right`)
    this.#tally = is.tally as number
  }

  /** A pinned message that was left below the floor. */
  #isLeft(seq: number): boolean {
    if (seq > this.#ends.floor || seq <= this.#left) return false
    this.#left = seq
    return this.#seq === this.#ends.floor
  }

  end(place: number): void {
    const { head, floor, tally } = this.#ends
    if (this.#seq !== head) broken(place, `is the last, and events up to ${head} are missing`)
    if (head > floor && this.#tally !== tally) broken(this.#begins, `counts ${tally} where ${this.#tally} are right`)
  }
}

/** By its id a thread is known as one, and a room as none. */
const checkRoom = ({ id, kind, low, high }: RoomLine, place: number): void => {
  if (isThread(id)) broken(place, 'has the id of a thread')
  if ((kind === 'direct') !== (low !== null && high !== null && low < high))
    broken(place, 'has two people where it is no direct room, or lacks them')
}

const checkThread = ({ room: id, root, begun }: ThreadLine, { head }: RoomLine, place: number): void => {
  if (!isThread(id)) broken(place, 'has the id of a room')
  if (root > head || begun > head) broken(place, 'names a position behind the head')
}

/** What has to hold between the lines, beyond the shape of each. */
export const checkRoomFile = async (bytes: AsyncIterable<Buffer>): Promise<RoomLine> => {
  let room: RoomLine | undefined
  let section: Section | undefined
  let place = 0
  for await (const line of readLines(bytes)) {
    const { kind, is } = line
    if (kind === 'room' || kind === 'thread') section?.end(place)
    place++
    if (kind === 'room') {
      room = is as unknown as RoomLine
      checkRoom(room, place)
    }
    if (kind === 'thread') checkThread(is as unknown as ThreadLine, room as RoomLine, place)
    if (kind === 'room' || kind === 'thread') section = new Section(is as unknown as Ends, place)
    section?.take(line, place)
  }
  if (!room) return broken(1, 'is missing')
  section?.end(place)
  return room
}
