import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { findArchive } from '../store/archives.ts'

const linkMs = 300_000

/** Whoever has somebody's token has not all of them: only the session that has proved who it is. */
export const archiveLink: Handler<'archive.link', Context> = async (_input, { user, session }, { db, seals }) => {
  const row = await findArchive(db, user)
  if (!row || row.file === null || row.session !== session) return fail('ARCHIVE_NOT_FOUND')
  return { link: `/files/at/${seals.link({ user, file: row.file, part: 'whole' }, linkMs)}`, ends_in_ms: linkMs }
}
