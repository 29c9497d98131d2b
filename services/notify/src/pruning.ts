/** Old notifications go, and the events that told of them. */
import type { Database, Job } from '@parley/service-kit'
import { settle } from './settling.ts'
import { deleteOld, listAged, trimStream } from './store/aged.ts'

const peopleAtOnce = 100

export const prune = (db: Database, days: number): Job<'notifications'> => ({
  name: 'prune-inboxes',
  everySeconds: 3_600,
  counts: ['notifications'],
  run: async () => {
    let notifications = 0
    for (;;) {
      const aged = await listAged(db, days, peopleAtOnce)
      for (const { person, upto } of aged)
        notifications += await db.transaction(async (tx) => {
          const locked = await tx.lock([person])
          await settle(tx, locked, person, 'removed', { upto })
          await trimStream(tx, person, upto)
          return deleteOld(tx, person, upto)
        })
      if (aged.length < peopleAtOnce) return { notifications }
    }
  },
})
