import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { describeFile } from '../store/files.ts'

export const fileDescribe: Handler<'file.describe', Context> = async ({ file, ...said }, { user }, { db }) => {
  if (!(await describeFile(db, user, file, said))) fail('FILE_NOT_FOUND')
  return {}
}
