/** Chat: rooms, members, messages, cursors. */
import {
  answerErase,
  answerExport,
  answerQuestion,
  askOwner,
  ConfigFaults,
  type ConfigOf,
  type Database,
  defineService,
  itemBytes,
} from '@parley/service-kit'
import { identityOwner, relationsOwner, roomsOwner } from '@parley/wire'
import { answerFiles, attachBy } from './attaching.ts'
import { pruneAudit } from './audit.ts'
import { chatChecks } from './checks.ts'
import { chatConfig } from './config.ts'
import type { Chat } from './context.ts'
import { coverRooms, makerOf } from './covering.ts'
import { clearDeletedRoles } from './deleted-roles.ts'
import { finishDeletion } from './deletion.ts'
import { endSpaces } from './ending-spaces.ts'
import { chatErasing } from './erasing.ts'
import { chatExporting } from './exporting.ts'
import { FilterBook } from './filters/book.ts'
import { makeJudge } from './filters/judge.ts'
import { judging } from './filters/sending.ts'
import { handlers } from './handlers/index.ts'
import { clearDeletedRooms, doWhatIsDue } from './jobs.ts'
import { batchSize, chatMetrics } from './metrics.ts'
import { tellMoves } from './moves.ts'
import { answerNotices } from './notices.ts'
import { followParties } from './party-rooms.ts'
import { followPeople } from './people.ts'
import { answerPreviews, tellingOfLinks } from './previews.ts'
import { publish } from './publishing.ts'
import { purgeBanned } from './purging.ts'
import { followRelations } from './relations.ts'
import { tellRenames } from './renames.ts'
import { removeOld } from './retention.ts'
import type { SearchMeans } from './search.ts'
import { followFactors, tellingOfFactors } from './second-factors.ts'
import { makeSend } from './send.ts'
import { whoIsAcquainted } from './store/acquainted.ts'
import { readAudiences } from './store/audiences.ts'
import { followStreams } from './store/followed.ts'
import { readSights } from './store/hidden.ts'
import { listConfigurations } from './store/stems.ts'
import { openReaders } from './store/streams.ts'
import { followStandings } from './suspensions.ts'
import { endTemporary } from './temporary.ts'
import { archiveDueThreads } from './thread-jobs.ts'
import { reviving } from './threads.ts'

type Config = Pick<ConfigOf<typeof chatConfig>, 'SEARCH_CONFIGURATION' | 'SEARCH_MS' | 'SEARCH_POOL'>

const openSearch = async (config: Config, aside: (connections: number) => Database): Promise<SearchMeans> => {
  const configuration = config.SEARCH_CONFIGURATION
  const db = aside(config.SEARCH_POOL)
  const known = await listConfigurations(db)
  if (!known.includes(configuration))
    throw new ConfigFaults([`SEARCH_CONFIGURATION must be one that Postgres has: ${known.join(', ')}`])
  return { db, configuration, maker: makerOf(configuration), mostMs: config.SEARCH_MS }
}

/** So much later than this process others know of a filter. */
const lookAtFiltersMs = 1_000

export const chat = defineService({
  name: 'chat',
  config: chatConfig,
  metrics: chatMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  checks: chatChecks,
  async start({ config, db, aside, publisher, bus, security, metrics, project, log, job, every }) {
    const people = await followPeople({ project, db }, tellRenames(db, publisher, log))
    await followRelations({ project, publisher })
    await followStandings({ project })
    await followFactors({ project })
    const moves = tellMoves(db, publisher, log)
    const limits = { most: config.SEND_BATCH, inFlight: config.SEND_IN_FLIGHT, sized: batchSize(metrics) }
    const judge = makeJudge(db, await FilterBook.open(db))
    every(lookAtFiltersMs, () => judge.book.look())
    const sending = tellingOfLinks(makeSend(db, publisher, moves, limits), config.LINK_PREVIEWS)
    const send = judging(judge, reviving({ db, config }, sending))
    const deleted: Chat['deleted'] = (room) =>
      void finishDeletion(db, room).catch((err) => log.warn({ err }, 'a deleted group is not cleared yet, later'))
    await followParties({ project }, { config, people, deleted })
    await job(clearDeletedRooms(db))
    const attach = attachBy(bus)
    await job(doWhatIsDue({ db, send, moves, attach }))
    await job(archiveDueThreads(db, moves))
    await job(endSpaces(db))
    await job(clearDeletedRoles(db))
    await job(endTemporary({ db, config, security, bus, log }))
    await job(publish({ db, send, attach }))
    const purging = purgeBanned({ db, moves })
    const purge: Chat['purge'] = () =>
      void purging
        .run()
        .catch((err) => log.warn({ err }, 'what was said by somebody banned is not taken back yet, later'))
    await job(purging)
    await job(pruneAudit(db, config.AUDIT_DAYS))
    await job(removeOld({ db, config, moves }))
    const searching = await openSearch(config, aside)
    await job(coverRooms({ db, configuration: searching.configuration }))
    const answerBytes = () => itemBytes(bus)
    answerNotices(bus, db, answerBytes)
    answerFiles(bus, db)
    answerPreviews(bus, db)
    answerQuestion(bus, roomsOwner, 'acquainted', (question) => whoIsAcquainted(db, question))
    answerErase({ bus, db }, 'chat', chatErasing({ moves, publisher, security }))
    answerExport({ bus, db }, 'chat', chatExporting)
    const context: Chat = {
      db,
      config,
      publisher,
      security,
      people,
      reach: (question) => askOwner(bus, relationsOwner, 'reach', question),
      staffed: (question) => askOwner(bus, identityOwner, 'staffed', question),
      attach,
      send,
      moves,
      judge,
      deleted,
      purge,
      searching,
      answerBytes,
    }
    return {
      handlers: tellingOfFactors(handlers),
      context,
      openReaders: (asked, most) => openReaders(db, asked, most),
      followStreams: (asked) => followStreams(db, asked),
      readSights: (readers) => readSights(db, readers),
      readAudiences: (asked) => readAudiences(db, asked),
    }
  },
})
