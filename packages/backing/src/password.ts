import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { closeToOthers, writePrivate } from './private-files.ts'

/** The password in the file, readable by its owner alone; made at the first call. A file that is empty holds none. */
export async function keptPassword(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(whereMissing)
  if (kept.trim() === '') return await makePassword(path)
  await closeToOthers(path)
  return kept.trim()
}

async function makePassword(path: string): Promise<string> {
  const made = randomBytes(24).toString('base64url')
  await writePrivate(path, made)
  return made
}

const whereMissing = (reason: NodeJS.ErrnoException): string => {
  if (reason.code === 'ENOENT') return ''
  throw reason
}
