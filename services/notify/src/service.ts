/** Notify: what people are told, wherever it happened. */
import { defineService, followerMetrics, itemBytes, openOwn } from '@parley/service-kit'
import { followChat } from './chat.ts'
import { notifyChecks } from './checks.ts'
import { notifyConfig } from './config.ts'
import { followContacts } from './contacts.ts'
import type { Context } from './context.ts'
import { handlers } from './handlers/index.ts'
import { prune } from './pruning.ts'
import { hearReading, lookAtReading } from './reading.ts'
import { doWork } from './working.ts'

export const notify = defineService({
  name: 'notify',
  config: notifyConfig,
  metrics: followerMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  checks: notifyChecks,
  async start({ config, db, bus, log, project, every, job, scope }) {
    const days = config.INBOX_DAYS
    const noted = doWork({ db, bus, log, every }, days)
    await followContacts({ project }, days)
    await followChat({ project, bus }, days, noted)
    scope.use(hearReading({ db, bus, log, days }))
    await job(lookAtReading({ db, bus, days }))
    await job(prune(db, days))
    noted()
    const context: Context = { config, db, answerBytes: () => itemBytes(bus) }
    return { handlers, context, openReaders: openOwn(db, 'notify/user') }
  },
})
