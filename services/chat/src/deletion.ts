/** What is left to do when a group was deleted: telling who was in it, or was asked to be, on their own streams, and removing its rows. */
import { type Database, type LockedStreams, streamName } from '@parley/service-kit'
import {
  type DeletedRoom,
  deletePiece,
  endRoom,
  endThread,
  isAnybodyParting,
  listDeleted,
  takeParting,
} from './store/deleted.ts'
import { threadsOf } from './store/threads.ts'

/** Small enough that nobody waits long for what a piece holds. */
const peopleAtOnce = 100
const rowsAtOnce = 1_000
const threadsAtOnce = 100

/** How many were told; none where all are. */
const tellSome = (db: Database, { room, by }: DeletedRoom): Promise<number> =>
  db.transaction(
    async (tx) => {
      const partings = await takeParting(tx, room, peopleAtOnce)
      const streams: LockedStreams = await tx.lock(partings.map(({ person }) => person))
      for (const { person, invited } of partings) {
        const own = streams.of('chat/user', person)
        if (invited) tx.emit(own, 'room.declined', by, { room })
        else tx.emit(own, 'room.left', by, { room, on: streamName('chat/room', room) })
      }
      return partings.length
    },
    { account: by, weight: peopleAtOnce },
  )

const clearRows = async (db: Database, room: string): Promise<number> => {
  let rows = 0
  for (let piece = 1; piece > 0; rows += piece) piece = await deletePiece(db, room, rowsAtOnce)
  return rows
}

/** With their rows, some at a time. */
const clearThreads = async (db: Database, parent: string): Promise<number> => {
  let rows = 0
  for (let threads = await threadsOf(db, parent, threadsAtOnce); threads.length > 0; ) {
    for (const thread of threads) {
      rows += await clearRows(db, thread)
      await endThread(db, parent, thread)
    }
    threads = await threadsOf(db, parent, threadsAtOnce)
  }
  return rows
}

/** Safe to repeat, and to do twice at once. The room is gone only when everybody has been told. How many rows went. */
export const finishDeletion = async (db: Database, deleted: DeletedRoom): Promise<number> => {
  const { room } = deleted
  while ((await tellSome(db, deleted)) > 0);
  let rows = await clearThreads(db, room)
  rows += await clearRows(db, room)
  if (!(await isAnybodyParting(db, room))) await endRoom(db, room)
  return rows
}

/** What processes that ended have left undone. */
export const finishDeletions = async (db: Database): Promise<{ rooms: number; rows: number }> => {
  let rows = 0
  const all = await listDeleted(db)
  for (const deleted of all) rows += await finishDeletion(db, deleted)
  return { rooms: all.length, rows }
}
