/** Archives threads in which nobody has posted for as long as they say. */
import type { Database, Job } from '@parley/service-kit'
import { archiveThreads, type DueThread, listDue } from './store/threads.ts'
import { tellThread } from './threads.ts'

/** Threads of a run, and of one transaction, which holds up who writes in their room. */
const mostARun = 10_000
const mostAtOnce = 100

const archiveSome = (db: Database, parent: string, due: readonly DueThread[]): Promise<number> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lock([parent])).find('chat/room', parent)
    if (!stream) return 0
    const archived = await archiveThreads(
      tx,
      parent,
      due.map(({ room }) => room),
    )
    for (const thread of archived) tellThread(tx, stream, thread, null, { archived: true })
    return archived.length
  })

export const archiveDueThreads = (db: Database): Job<'threads'> => ({
  name: 'archive-threads',
  everySeconds: 60,
  counts: ['threads'],
  run: async () => {
    let threads = 0
    for (const [parent, all] of Map.groupBy(await listDue(db, mostARun), (thread) => thread.parent))
      for (let from = 0; from < all.length; from += mostAtOnce)
        threads += await archiveSome(db, parent, all.slice(from, from + mostAtOnce))
    return { threads }
  },
})
