import { randomUUID } from 'node:crypto'
import { chmod, rename, stat, writeFile } from 'node:fs/promises'
import { cannotWrite } from './cannot-write.ts'
import { makeFolder } from './make-folder.ts'

/** Whatever holds data, secrets or what servers say is of its owner alone: a folder is entered, and a file read, by nobody else. */
const ofOwner = 0o700

/** Makes the folder, or closes the one that is there to everybody else. */
export async function privateFolder(path: string): Promise<void> {
  try {
    await makeFolder(path, ofOwner)
    await closeToOthers(path)
  } catch (reason) {
    throw cannotWrite('data', path, reason)
  }
}

/** The folder in which others of ours are, which may be one that somebody has for other things too: then it stays as it is. */
export async function dataFolder(path: string): Promise<void> {
  try {
    await makeFolder(path, ofOwner)
  } catch (reason) {
    throw cannotWrite('data', path, reason)
  }
}

/** Puts the text in the place of the file in one step, so that no crash leaves half of it. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  try {
    await writeFile(part, text, { mode: 0o600, flush: true })
    await rename(part, path)
  } catch (reason) {
    throw cannotWrite('data', path, reason)
  }
}

/** Takes from all others what they may do with it. */
export async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path)
  if (mode & ~ofOwner & 0o777) await chmod(path, mode & ofOwner)
}
