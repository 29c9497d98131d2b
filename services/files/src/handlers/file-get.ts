import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { factsOf } from '../facts.ts'
import { findOwn } from '../store/files.ts'
import { infectedAmong } from '../store/scans.ts'

export const fileGet: Handler<'file.get', Context> = async ({ files }, { user }, { db }) => ({
  files: (await findOwn(db, user, files)).map(factsOf),
  infected: await infectedAmong(db, user, files),
})
