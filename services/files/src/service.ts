/** Files: what people send besides words. */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  answerErase,
  answerExport,
  answerQuestion,
  defineService,
  edgeBehindGateway,
  ensureSecret,
  keepTokens,
  openClock,
  Tokens,
} from '@parley/service-kit'
import { archiving } from './archives/archiving.ts'
import { askForArchive } from './archives/asking.ts'
import { answerTopics } from './archives/telling.ts'
import { answerAttach } from './attaching.ts'
import { checkStores, filesChecks } from './checks.ts'
import { filesConfig } from './config.ts'
import type { Context } from './context.ts'
import { filesErasing } from './erasing.ts'
import { filesExporting } from './exporting.ts'
import { followMessages, followPictures, followPortraits } from './following.ts'
import { handlers } from './handlers/index.ts'
import { addRoutes } from './http.ts'
import { MediaReader } from './images/reading.ts'
import { countFiles, filesMetrics } from './metrics.ts'
import { followLinks } from './previews/following.ts'
import { forgettingPreviews } from './previews/forgetting.ts'
import { openLooking } from './previews/telling.ts'
import { makeResumable } from './resumable.ts'
import { openScanner, scanning } from './scanning/scanned.ts'
import { Seals } from './seals.ts'
import { openKept } from './stores/kept.ts'
import { sweeping } from './sweeping.ts'
import { openTurns } from './turns.ts'

const keyBytes = 32
const lookAtClockMs = 1_000
/** What was put off, or left by a process that ended. */
const lookAgainMs = 1_000

export const files = defineService({
  name: 'files',
  config: filesConfig,
  metrics: filesMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  checks: filesChecks,
  checksOutside: checkStores,
  async start(kit) {
    const { config, db, bus, publisher, log, metrics, scope, http, every, job, project } = kit
    const incoming = join(config.FILES_FOLDER, 'incoming')
    await mkdir(incoming, { recursive: true, mode: 0o700 })
    const clock = await openClock(db)
    every(lookAtClockMs, () => clock.look())
    const counts = countFiles(metrics)
    const limits = { pixels: config.IMAGE_PIXELS, ms: config.IMAGE_MS, memoryMb: config.IMAGE_MEMORY_MB }
    const context: Context = {
      db,
      bus,
      publisher,
      log,
      config,
      edge: edgeBehindGateway(config, log),
      tokens: new Tokens(bus, config.ISSUER, log),
      kept: scope.use(await openKept(config, log)),
      incoming,
      seals: new Seals(await ensureSecret(db, 'seals', randomBytes(keyBytes)), () => clock.now()),
      scan: openScanner(config, counts, log),
      reader: scope.use(new MediaReader(limits, counts, log)),
      counts,
    }
    scope.use(keepTokens(context.tokens, { bus, log }))
    const turns = scope.use(openTurns(config.REDIS_URL, `${config.NATS_PREFIX}:files`, log))
    addRoutes(http, context, makeResumable(context, turns))
    answerAttach(context)
    answerErase({ bus, db }, 'files', filesErasing(context))
    answerExport({ bus, db }, 'files', filesExporting)
    answerQuestion(bus, 'files', 'archive', (asked) => askForArchive(context, asked))
    answerQuestion(bus, 'files', 'topics', (asked) => answerTopics(context, asked))
    await followMessages({ project, db, bus })
    await followPictures({ project, db, bus })
    await followPortraits({ project, db, bus })
    await job(sweeping(context, () => clock.now()))
    await job(archiving(context))
    await job(forgettingPreviews(context))
    if (config.LINK_PREVIEWS) {
      const looking = scope.use(openLooking(context))
      await followLinks({ project }, looking.lookSoon)
      every(lookAgainMs, () => looking.look())
    }
    if (context.scan) await job(scanning(context, context.scan))
    return { handlers, context }
  },
})
