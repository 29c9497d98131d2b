/** Who asks for an archive, which there is one of at a time, and who takes it away. */
import type { ArchiveAnswer, ArchiveQuestion } from '@parley/wire'
import { exportOwners } from '@parley/wire'
import type { Context } from '../context.ts'
import { beginArchive, endArchive, giveArchive, lockArchive } from '../store/archives.ts'
import { removeUnreferred } from '../store/files.ts'
import { archiveView, tellArchive } from './telling.ts'

const hourMs = 3_600_000

type Means = Pick<Context, 'db' | 'config' | 'publisher'>

/** They have proved who they are. One that is there is theirs from this session on. */
export const askForArchive = async (means: Means, { user, session }: ArchiveQuestion): Promise<ArchiveAnswer> => {
  const { ARCHIVE_EVERY_HOURS, ARCHIVE_HOURS } = means.config
  const [first = ''] = exportOwners
  const answer = await means.db.transaction(
    async (tx) => {
      const was = await lockArchive(tx, user)
      if (was && !was.over) return { row: await giveArchive(tx, user, session), isNew: false }
      const tooSoonMs = was ? ARCHIVE_EVERY_HOURS * hourMs - was.age : 0
      if (tooSoonMs > 0) return { tooSoonMs }
      return { row: await beginArchive(tx, { person: user, session }, first, ARCHIVE_HOURS), isNew: true }
    },
    { account: user },
  )
  if (!answer.row) return { tooSoonMs: answer.tooSoonMs }
  if (answer.isNew) tellArchive(means, answer.row)
  return { archive: archiveView(answer.row, session) }
}

/** What has come of it goes, and its file. False where there was none. */
export const removeArchive = async (means: Pick<Context, 'db' | 'publisher'>, person: string): Promise<boolean> => {
  const ended = await means.db.transaction(async (tx) => {
    const was = await lockArchive(tx, person)
    const row = was && (await endArchive(tx, person))
    if (row && was.file !== null) await removeUnreferred(tx, [was.file])
    return row
  })
  if (ended) tellArchive(means, ended)
  return ended !== undefined
}
