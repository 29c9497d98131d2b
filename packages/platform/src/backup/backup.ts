/** `parley backup <file>`: everything that people have written, as it was at one moment; nobody has to stop. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { ConfigFaults, type Environment } from '@parley/service-kit'
import { services } from '../services.ts'
import { writeArchive } from './archive.ts'
import { openFiles } from './bytes.ts'
import { openDatabase } from './database.ts'
import { takeBackup } from './take.ts'

const flush = async (path: string): Promise<void> => {
  await using handle = await open(path)
  await handle.sync()
}

const refuseOver =
  (path: string) =>
  (reason: { code?: string }): never => {
    if (reason.code === 'EEXIST') throw new Error(`${path} is there: name a file that is not`)
    throw reason
  }

/** Under its name when it is whole and on the disk, for its owner alone, and never in the place of another. */
export const writeFile = async (path: string, write: (to: Writable) => Promise<void>): Promise<void> => {
  const part = `${path}.${randomUUID()}.part`
  try {
    await write(createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }))
    await link(part, path).catch(refuseOver(path))
  } finally {
    await rm(part, { force: true })
  }
  await flush(dirname(path))
}

export const backup = async ([path, ...more]: readonly string[], env: Environment): Promise<undefined> => {
  if (path === undefined || more.length > 0)
    throw new ConfigFaults(['backup takes the file to write, or - for its output'])
  await using database = await openDatabase(env, { shared: true })
  const files = await openFiles(env)
  const names = services.map(({ service }) => service.name)
  const parts = () => takeBackup(database.url, names, files)
  if (path === '-') await writeArchive(parts(), process.stdout)
  else await writeFile(path, (to) => writeArchive(parts(), to))
  return undefined
}
