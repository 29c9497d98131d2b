import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { findOwn, removeUnreferred } from '../store/files.ts'
import { findUpload } from '../store/uploads.ts'
import { giveUp } from '../taking.ts'

export const fileRemove: Handler<'file.remove', Context> = async ({ file }, { user }, context) => {
  const { db } = context
  if (await findUpload(db, file, user)) {
    await giveUp(context, file)
    return {}
  }
  if ((await findOwn(db, user, [file])).length === 0) fail('FILE_NOT_FOUND')
  if ((await db.transaction((tx) => removeUnreferred(tx, [file]))) === 0) fail('FILE_IN_USE')
  return {}
}
