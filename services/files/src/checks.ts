/** What `parley check` looks for in the tables of files, and in their stores. */
import {
  type Checks,
  type ChecksOutside,
  type Environment,
  makeLog,
  readConfig,
  streamChecks,
} from '@parley/service-kit'
import { emptyContents, unendingFiles } from './store/left-over.ts'
import { uncounted, usageCounts } from './store/usage-counts.ts'
import { byteChecks } from './stores/check-bytes.ts'
import { openKept, storeConfig } from './stores/kept.ts'

export const filesChecks: Checks = {
  ...streamChecks(),
  unending: unendingFiles,
  'empty-contents': emptyContents,
  uncounted,
  usage: usageCounts,
}

/** Undefined where nothing says where files are: a folder that was made here would have none. */
export const checkStores = async (env: Environment): Promise<ChecksOutside | undefined> => {
  if (!env.FILES_FOLDER && !env.S3_URL) return undefined
  const kept = await openKept(readConfig(storeConfig, env), makeLog('parley', 'silent'))
  return { checks: byteChecks(kept), [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() }
}
