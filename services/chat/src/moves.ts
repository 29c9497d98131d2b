/**
 * Rooms of spaces, and threads, that have moved: told once a second, on the stream of their space or their room, to those who do not
 * look at them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { coalesce, type Database, type Log, makePace, type Publisher } from '@parley/service-kit'
import { type MovedRoom, movedRooms } from './store/moved.ts'
import { isThread } from './thread-id.ts'
import { tellThreads } from './thread-moves.ts'

/** Of each room one in so long, from each process that writes in it. */
const everyMs = 1_000

export interface Moves {
  /** This room of a space, or this thread, has moved; `by` whom, where they have posted there. */
  note(room: string, by?: string): void
}

/** Who posts has read: their devices that do not look at the room learn of it by themselves, whoever else lives there. */
const tellPosters = (publisher: Publisher, { room, head, cursors }: MovedRoom): void => {
  for (const { person, mentions, ...stand } of cursors) {
    const body = { room, head, ...stand, ...(mentions > 0 ? { mentions } : {}) }
    publisher.signal('chat/user', person, 'cursor.moved', person, body)
  }
}

/** The figures are read when they are told, so a lost one is mended by the next. Nothing waits for it, nor fails with it. */
export const tellMoves = (db: Database, publisher: Publisher, log: Log): Moves => {
  /** With those who have posted there. */
  const moved = new Map<string, Set<string>>()
  const pace = makePace(everyMs)
  const tell = coalesce(async () => {
    await sleep(pace.wait(), undefined, { ref: false })
    pace.step()
    const posters = new Map(moved)
    moved.clear()
    const threads = [...posters.keys()].filter(isThread)
    const others = [...posters].filter(([room]) => !isThread(room))
    if (threads.length > 0) await tellThreads(db, publisher, threads, posters)
    const told = others.length > 0 ? await movedRooms(db, others) : []
    for (const row of told) tellPosters(publisher, row)
    for (const [space, all] of Map.groupBy(told, (row) => row.space))
      publisher.signals(
        'chat/space',
        space,
        'room.moved',
        all.map(({ room, head, tally }) => ({ body: { room, head, tally }, audience: room })),
        all[0]?.rightsAt ?? undefined,
      )
  })
  return {
    note: (room, by) => {
      const posters = moved.get(room) ?? new Set()
      moved.set(room, by === undefined ? posters : posters.add(by))
      if (moved.size === 1) tell().catch((err) => log.debug({ err }, 'nobody is told which rooms moved'))
    },
  }
}
