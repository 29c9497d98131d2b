import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderInUse, lives, type Named, named } from './former-process.ts'
import { dataFolder, writePrivate } from './private-files.ts'

/**
 * Takes the data folder for this process until it is disposed of, or rejects with `FolderInUse`. Of two that start in the same
 * moment one gets it: a file system gives a name once.
 */
export async function claimFolder(dataDir: string): Promise<AsyncDisposable> {
  await dataFolder(dataDir)
  const note = join(dataDir, 'run.json')
  const own = `${note}.${randomUUID()}`
  await writePrivate(own, JSON.stringify(named(process.pid)))
  try {
    while (!(await takeName(own, note))) await clearDead(dataDir, note)
  } finally {
    await rm(own, { force: true })
  }
  return { [Symbol.asyncDispose]: () => rm(note, { force: true }) }
}

const takeName = (own: string, note: string): Promise<boolean> =>
  link(own, note).then(
    () => true,
    (reason: NodeJS.ErrnoException) => {
      if (reason.code === 'EEXIST') return false
      throw reason
    },
  )

/** Moves the note of a run that is no more out of the way. Another that starts may have done so, and be the holder by now. */
async function clearDead(dataDir: string, note: string): Promise<void> {
  const holder = await holderIn(note)
  if (holder && lives(holder)) throw new FolderInUse(dataDir, holder.pid)
  const aside = `${note}.${randomUUID()}.former`
  await rename(note, aside).catch(() => {})
  const moved = await holderIn(aside)
  if (moved && lives(moved)) await link(aside, note).catch(() => {})
  await rm(aside, { force: true })
}

async function holderIn(path: string): Promise<Named | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
