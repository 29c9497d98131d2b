/** `parley move-files`: files into the store in which they are kept now, out of the other one, while everything runs. */
import { moveFiles, openKept, storeConfig } from '@parley/files'
import { type Environment, makeLog, openToMend, readConfig } from '@parley/service-kit'
import { openDatabase, withFolder } from './backup/database.ts'

export const moveAllFiles = async (env: Environment): Promise<number | undefined> => {
  await using database = await openDatabase(env, { shared: true })
  await using kept = await openKept(readConfig(storeConfig, withFolder(env)), makeLog('parley', 'warn', process.stderr))
  await using mended = await openToMend(database.url, 'files')
  const tell = (files: number) => console.log(`${files} so far`)
  const { files, bytes, failed } = await moveFiles({ db: mended.db, kept }, tell)
  console.log(`moved ${files} names with ${bytes} bytes into ${kept.into}`)
  for (const name of failed) console.error(`${name} could not be moved: its bytes are not there, or not all of them`)
  return failed.length > 0 ? 1 : undefined
}
