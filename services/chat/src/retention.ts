/** Removes what was said as its time is over: by room, with its threads, in small steps that hold up nobody. */
import { mostEdits } from '@parley/protocol'
import { beforeIds, type Database, type Job, type LockedStream, type Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import type { KeepingConfig } from './keeping.ts'
import {
  endTrimming,
  findGoing,
  findOver,
  keepingIn,
  listDue,
  listKeeping,
  listTrimming,
  moveFloor,
  noteTrimming,
  type Swept,
  sweep,
} from './store/retention.ts'
import { isThread } from './thread-id.ts'

type Trimming = Pick<Chat, 'db' | 'moves'> & { readonly config: KeepingConfig }

/** Of a step: while it moves the floor, who writes in the room waits, a few milliseconds. */
const eventsAtOnce = 1_000
const roomsAtOnce = 2_000
const everySeconds = 300

interface Told {
  readonly floor: number
  readonly lastAt: number
  readonly tally: number
  readonly also: readonly number[]
  readonly mentions: boolean
}

/** One event, and another one for each thousand later edits. */
const tell = (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  { floor, lastAt, tally, also, mentions }: Told,
): void => {
  for (let from = 0; from === 0 || from < also.length; from += mostEdits) {
    const some = also.slice(from, from + mostEdits)
    tx.emit(stream, 'history.trimmed', null, {
      floor,
      unread: stream.tally - tally,
      last_at: lastAt,
      ...(some.length > 0 ? { also: some } : {}),
      ...(mentions ? { unmentions: true } : {}),
    })
  }
}

interface Step {
  /** Where the floor was. */
  readonly from: number
  readonly isMore: boolean
  readonly notes: number
}

interface Before {
  /** That something is to be told and done in any case. */
  readonly noted: boolean
  readonly mentions: boolean
}

/**
 * Moves the floor once, and tells of it when it is where it has to be. Nothing where the room is gone, or nothing is to go. What is left to
 * do is noted with it.
 */
const step = ({ db, config }: Trimming, room: string, before: Before): Promise<(Step & Before) | undefined> =>
  db.transaction(
    async (tx) => {
      const stream = (await tx.lock([room])).find('chat/room', room)
      const holds = await keepingIn(tx, room, config)
      if (!stream || !holds) return undefined
      const { floor } = stream
      const target = holds.keep_hours > 0 ? await findOver(tx, room, holds.keep_hours) : floor
      if (target === floor && !before.noted) return undefined
      const last = Math.min(target, floor + eventsAtOnce)
      const piece = { room, floor, last, target, keepsPins: holds.keep_pins || holds.keep_hours === 0 }
      const { also, ...going } = await findGoing(tx, piece)
      const { tally, lastAt } = await moveFloor(tx, piece, also)
      const notes = await noteTrimming(tx, room)
      const mentions = before.mentions || going.mentions
      const isMore = last < target
      if (!isMore || also.length > 0) tell(tx, stream, { floor: last, lastAt, tally, also, mentions })
      return { from: floor, isMore, notes, noted: true, mentions }
    },
    { account: room, weight: 10 },
  )

/** All of a room or thread whose time is over; `noted`: an earlier run has left something. Safe to repeat, and to do twice at once. */
export const trim = async (trimming: Trimming, room: string, noted = false): Promise<Swept> => {
  const { db, moves } = trimming
  let [messages, rows] = [0, 0]
  let before: Before = { noted, mentions: noted }
  for (let isFirst = true, isMore = true; isMore; isFirst = false) {
    const done = await step(trimming, room, before)
    if (!done && before.noted) await endTrimming(db, room, null)
    if (!done) break
    const swept = await sweep(db, room, isFirst ? 0 : done.from, eventsAtOnce)
    messages += swept.messages
    rows += swept.rows
    before = done
    isMore = done.isMore
    if (!isMore) await endTrimming(db, room, done.notes)
  }
  if (isThread(room)) moves.note(room)
  return { messages, rows }
}

/** Streams of which something is to go, page by page of the rooms. */
async function* due(db: Database, config: KeepingConfig): AsyncGenerator<string> {
  for (let after: string | undefined = beforeIds; after !== undefined; ) {
    const { rooms, end }: Awaited<ReturnType<typeof listKeeping>> = await listKeeping(db, config, after, roomsAtOnce)
    if (rooms.length > 0) yield* await listDue(db, rooms)
    after = end
  }
}

export const removeOld = (trimming: Trimming): Job<'rooms' | 'messages' | 'rows'> => ({
  name: 'remove-old',
  everySeconds,
  counts: ['rooms', 'messages', 'rows'],
  run: async () => {
    const counts = { rooms: 0, messages: 0, rows: 0 }
    const add = ({ messages, rows }: Swept) => {
      counts.rooms += 1
      counts.messages += messages
      counts.rows += rows
    }
    for (const room of await listTrimming(trimming.db)) add(await trim(trimming, room, true))
    for await (const room of due(trimming.db, trimming.config)) add(await trim(trimming, room))
    return counts
  },
})
