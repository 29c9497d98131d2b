import type { Handler } from '@parley/service-kit'
import { removeArchive } from '../archives/asking.ts'
import type { Context } from '../context.ts'

export const archiveRemove: Handler<'archive.remove', Context> = async (_input, { user }, context) => {
  await removeArchive(context, user)
  return {}
}
