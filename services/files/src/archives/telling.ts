/** How an archive stands, as its owner is told: by commands, and by a topic of theirs alone. */
import { frameText, isTopic, type Output, type Owner, type SignalBody } from '@parley/protocol'
import { exportOwners, type TopicQuestion, type TopicState } from '@parley/wire'
import type { Context } from '../context.ts'
import { type ArchiveRow, listArchives } from '../store/archives.ts'

type Now = SignalBody<'archive.changed'>

const stateOf = ({ service, file, over }: ArchiveRow): Now['state'] => {
  if (over) return 'over'
  if (file !== null) return 'ready'
  return service === null ? 'making' : 'collecting'
}

const nowOf = (row: ArchiveRow): Now => {
  const at = exportOwners.indexOf(row.service as Owner)
  return {
    version: row.version,
    state: stateOf(row),
    services: at < 0 ? exportOwners.length : at,
    of: exportOwners.length,
    lines: row.lines,
    ...(row.bytes === null ? {} : { bytes: row.bytes }),
    ends_at: row.ends.getTime(),
  }
}

export const archiveView = (row: ArchiveRow, session: string): Output<'account.export'> => ({
  ...nowOf(row),
  asked_at: row.asked.getTime(),
  ...(row.session === session ? { here: true as const } : {}),
})

/** After the commit. One that is lost is found by gateways, which compare versions. */
export const tellArchive = ({ publisher }: Pick<Context, 'publisher'>, row: ArchiveRow): void =>
  publisher.signal('files/archive', row.person, 'archive.changed', null, nowOf(row))

const before = 'files/archive/'

const frameOf = (row: ArchiveRow): string =>
  frameText(before + row.person, undefined, 'archive.changed', null, row.version, JSON.stringify(nowOf(row)))

/** To anybody else it is as if there were none. */
export const answerTopics = async (
  { db }: Pick<Context, 'db'>,
  asked: readonly TopicQuestion[],
): Promise<(TopicState | null)[]> => {
  const ownerOf = ({ on }: TopicQuestion) =>
    on.startsWith(before) && isTopic(on) ? on.slice(before.length) : undefined
  const rows = new Map(
    (
      await listArchives(
        db,
        asked.flatMap((question) => ownerOf(question) ?? []),
      )
    ).map((row) => [row.person, row]),
  )
  return asked.map((question): TopicState | null => {
    const row = rows.get(ownerOf(question) ?? '')
    if (!row || (question.reader !== undefined && question.reader !== row.person)) return null
    return row.version <= (question.known ?? -1) ? {} : { frame: frameOf(row) }
  })
}
