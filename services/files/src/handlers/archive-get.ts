import type { Handler } from '@parley/service-kit'
import { archiveView } from '../archives/telling.ts'
import type { Context } from '../context.ts'
import { findArchive } from '../store/archives.ts'

export const archiveGet: Handler<'archive.get', Context> = async (_input, { user, session }, { db }) => {
  const row = await findArchive(db, user)
  return row ? { archive: archiveView(row, session) } : {}
}
