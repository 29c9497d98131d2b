/** Puts a room of a file into this deployment: all of it in one transaction, or nothing. */
import type { Database, Transaction } from '@parley/service-kit'
import { tellJoined } from '../rooms.ts'
import type { Role } from '../rules.ts'
import { getPeople } from '../store/people.ts'
import {
  clearFollowers,
  countOthers,
  findHere,
  findTaken,
  putFloor,
  putLines,
  putRoom,
  putThread,
  putThreadRoom,
} from '../store/room-file.ts'
import { type Line, type LineKind, RoomFileFault, type RoomLine, type ThreadLine } from './lines.ts'
import { checkRoomFile, readLines } from './read.ts'

/** Gives the bytes of the file from its beginning, each time. */
export type OpenFile = () => AsyncIterable<Buffer>

const linesAtOnce = 1_000

/** What the deployment says is told with the list of rooms. */
const saysNothing = { KEEP_HOURS: 0, KEEP_HOURS_MOST: 0, KEEP_PINS: false, KEEP_THREADS: false }

interface Page {
  readonly kind: LineKind
  readonly all: readonly Line['is'][]
}

/** Lines of one kind that follow each other; each thread by itself. */
async function* inPages(open: OpenFile): AsyncGenerator<Page> {
  let kind: LineKind = 'room'
  let all: Line['is'][] = []
  for await (const line of readLines(open())) {
    if (line.kind !== kind || kind === 'thread' || all.length >= linesAtOnce) {
      yield { kind, all }
      kind = line.kind
      all = []
    }
    all.push(line.is)
  }
  yield { kind, all }
}

const rowOf = (kind: LineKind, is: Line['is']): object =>
  kind === 'event' ? { ...is, body: JSON.stringify(is.body) } : is

interface Newcomer {
  readonly person: string
  readonly role: Role
  readonly joined: number
}

/** Those who have an account here are told of the room, as if somebody had brought them in. */
const tellMembers = async (tx: Transaction, room: RoomLine, members: readonly Newcomer[]): Promise<void> => {
  const ids = members.map(({ person }) => person)
  const [here, people] = await Promise.all([findHere(tx, ids), getPeople(tx, ids)])
  const streams = await tx.lock([...here])
  const otherOf = (person: string) => people.get((room.low === person ? room.high : room.low) ?? '')?.name ?? ''
  for (const { person, role, joined } of members.filter((member) => here.has(member.person))) {
    const { id, head, floor, tally } = room
    const name = room.kind === 'direct' ? otherOf(person) : room.name
    const stream = { id, kind: 'chat/room', head, floor, tally } as const
    const news = { ...room, picture: '', name, role, joined, config: saysNothing }
    tellJoined(tx, streams.of('chat/user', person), stream, news, room.creator)
  }
}

/** Whether the room that is here is what the file holds: what was done in it since changes nothing of that. */
const isSame = async (db: Database, room: string, open: OpenFile): Promise<boolean> => {
  let stream = room
  for await (const { kind, all } of inPages(open)) {
    if (kind === 'thread') stream = (all[0] as unknown as ThreadLine).room
    if (kind !== 'event') continue
    const events = all.map(({ body: _, ...is }) => is)
    if ((await countOthers(db, stream, events)) > 0) return false
  }
  return true
}

/** Puts lines into the room, and into one of its threads after another. */
class Putting {
  readonly #tx: Transaction
  readonly #room: string
  #thread: ThreadLine | undefined

  constructor(tx: Transaction, room: string) {
    this.#tx = tx
    this.#room = room
  }

  async begin(thread: ThreadLine): Promise<void> {
    await this.end()
    this.#thread = thread
    await this.#tx.createStream('chat/room', thread.room)
    await putThreadRoom(this.#tx, this.#room, thread)
  }

  async take({ kind, all }: Page): Promise<void> {
    const rows = all.map((is) => rowOf(kind, is))
    const stream = this.#thread?.room ?? this.#room
    const put = await putLines(this.#tx, stream, kind, rows)
    if (kind === 'event' && this.#thread) await clearFollowers(this.#tx, this.#room, stream)
    if (put < rows.length && kind === 'follower') throw new RoomFileFault('ROOM_FILE_BROKEN', notMembers)
  }

  /** Of the room, or the thread, of which all lines are put. */
  async end(): Promise<void> {
    await putFloor(this.#tx, this.#thread?.room ?? this.#room)
    if (this.#thread) await putThread(this.#tx, this.#room, this.#thread)
  }
}

const notMembers = 'Somebody follows a thread of it who is no member'

const put = (db: Database, room: RoomLine, open: OpenFile): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.createStream('chat/room', room.id)
    await putRoom(tx, room)
    const members: Newcomer[] = []
    const putting = new Putting(tx, room.id)
    for await (const page of inPages(open)) {
      const { kind, all } = page
      if (kind === 'room') continue
      if (kind === 'thread') {
        await putting.begin(all[0] as unknown as ThreadLine)
        continue
      }
      if (kind === 'member') {
        const newcomers = all as unknown as Newcomer[]
        members.push(...newcomers)
        await tx.ensureStreams(
          'chat/user',
          newcomers.map(({ person }) => person),
        )
      }
      await putting.take(page)
    }
    await putting.end()
    await tellMembers(tx, room, members)
  })

/** False where it is here already. Throws `RoomFileFault` where the file cannot be put in, with nothing changed. */
export const importRoom = async (db: Database, open: OpenFile): Promise<boolean> => {
  const room = await checkRoomFile(open())
  const taken = await findTaken(db, room)
  if (taken === room.id && (await isSame(db, room.id, open))) return false
  if (taken !== undefined) throw new RoomFileFault('ROOM_FILE_OTHER', `The room that is here is ${taken}`)
  try {
    await put(db, room, open)
  } catch (reason) {
    if (!/^2[23]/.test((reason as { code?: string }).code ?? '')) throw reason
    // Somebody else has put it in meanwhile.
    if ((await findTaken(db, room)) !== undefined) return importRoom(db, open)
    throw new RoomFileFault('ROOM_FILE_BROKEN', `Its lines do not fit each other: ${(reason as Error).message}`)
  }
  return true
}
