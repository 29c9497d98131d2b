import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writePrivate } from './private-files.ts'

const pathIn = (dataDir: string) => join(resolve(dataDir), 'postgres-url')

/** Notes where Postgres is, for a task of the same user on the same folder, until it is disposed of. */
export async function tellAddress(dataDir: string, url: string): Promise<AsyncDisposable> {
  await writePrivate(pathIn(dataDir), url)
  return { [Symbol.asyncDispose]: () => rm(pathIn(dataDir), { force: true }) }
}

/** The administrator's URL of the Postgres that whoever holds this folder has started; undefined where there is none. */
export const addressOfRunning = (dataDir: string): Promise<string | undefined> =>
  readFile(pathIn(dataDir), 'utf8').catch((reason: NodeJS.ErrnoException) => {
    if (reason.code === 'ENOENT') return undefined
    throw reason
  })
