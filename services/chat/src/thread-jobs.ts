/** Archives threads in which nobody has posted for as long as they say. */
import type { Database, Job } from '@parley/service-kit'
import type { Moves } from './moves.ts'
import { type ArchivedThread, archiveThreads, type DueThread, listDue } from './store/threads.ts'
import { tellThread } from './threads.ts'

/** Threads of a run, and of one transaction, which holds up who writes in their room. */
const mostARun = 10_000
const mostAtOnce = 100

/** Those that were. */
const archiveSome = (db: Database, parent: string, due: readonly DueThread[]): Promise<ArchivedThread[]> =>
  db.transaction(async (tx) => {
    const hidden = due.flatMap((thread) => (thread.private ? [thread.room] : []))
    const streams = await tx.lock([parent, ...hidden])
    if (!streams.find('chat/room', parent)) return []
    const rooms = due.map(({ room }) => room)
    const archived = await archiveThreads(tx, parent, rooms)
    for (const thread of archived) tellThread(tx, streams, thread, null, { archived: true })
    return archived
  })

export const archiveDueThreads = (db: Database, moves: Moves): Job<'threads'> => ({
  name: 'archive-threads',
  everySeconds: 60,
  counts: ['threads'],
  run: async () => {
    let threads = 0
    for (const [parent, all] of Map.groupBy(await listDue(db, mostARun), (thread) => thread.parent))
      for (let from = 0; from < all.length; from += mostAtOnce) {
        const archived = await archiveSome(db, parent, all.slice(from, from + mostAtOnce))
        for (const { private: isPrivate, room } of archived) if (isPrivate) moves.note(room)
        threads += archived.length
      }
    return { threads }
  },
})
