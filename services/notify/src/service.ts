/** Notify: what people are told, wherever it happened. */
import { answerErase, answerExport, defineService, itemBytes, openOwn } from '@parley/service-kit'
import { followChat } from './chat.ts'
import { notifyChecks } from './checks.ts'
import { notifyConfig } from './config.ts'
import { followContacts } from './contacts.ts'
import type { Context } from './context.ts'
import { startDigests } from './digests/opening.ts'
import { notifyErasing } from './erasing.ts'
import { notifyExporting } from './exporting.ts'
import { handlers } from './handlers/index.ts'
import { notifyMetrics } from './metrics.ts'
import { prune } from './pruning.ts'
import { startPushing } from './push/opening.ts'
import { hearReading, lookAtReading } from './reading.ts'
import { doWork } from './working.ts'

export const notify = defineService({
  name: 'notify',
  config: notifyConfig,
  metrics: notifyMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  checks: notifyChecks,
  async start(kit) {
    const { config, db, bus, log, project, every, job, scope } = kit
    const days = config.INBOX_DAYS
    const digests = await startDigests(kit)
    const terms = { days, digests, ...(await startPushing(kit)) }
    const noted = doWork({ db, bus, log, every }, terms)
    await followContacts({ project }, terms)
    await followChat({ project, bus }, terms, noted)
    scope.use(hearReading({ db, bus, log, terms }))
    answerErase({ bus, db }, 'notify', notifyErasing)
    answerExport({ bus, db }, 'notify', notifyExporting)
    await job(lookAtReading({ db, bus, terms }))
    await job(prune(db, days))
    noted()
    const context: Context = { config, db, usualDigest: digests?.usual ?? null, answerBytes: () => itemBytes(bus) }
    return { handlers, context, openReaders: openOwn(db, 'notify/user') }
  },
})
