/** Files of secrets, each for its owner alone. */
import { randomUUID } from 'node:crypto'
import { chmod, chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const isRoot = process.getuid?.() === 0

/**
 * Whether it was made: one that is there stays as it is, it may be mounted, and somebody else's. Step by step, as Node's own
 * way never ends where a file system makes nothing and says that something is missing, as /proc does.
 */
const makeFolder = async (path: string): Promise<boolean> => {
  try {
    await mkdir(path)
    return true
  } catch (reason) {
    const { code } = reason as { code?: string }
    if (code === 'EEXIST' && (await isFolder(path))) return false
    if (code !== 'ENOENT' || (await isFolder(dirname(path)))) throw reason
    await makeFolder(dirname(path))
    return await makeFolder(path)
  }
}

const makeOwned = async (path: string, owner: number): Promise<void> => {
  if (!(await makeFolder(path))) return
  await chmod(path, 0o700)
  if (isRoot) await chown(path, owner, owner)
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Writes a file beside it, whole and closed to others, and gives that its place by `put`. */
const writeBeside = async (path: string, text: string, owner: number, put: (part: string) => Promise<void>) => {
  const part = `${path}.${randomUUID()}.part`
  await makeOwned(dirname(path), owner)
  try {
    await writeFile(part, text, { mode: 0o600, flush: true })
    await chmod(part, 0o600)
    if (isRoot) await chown(part, owner, owner)
    await put(part)
  } finally {
    await rm(part, { force: true })
  }
}

/** In the place of what was there, in one step. */
export const writeForOwner = (path: string, text: string, owner: number): Promise<void> =>
  writeBeside(path, text, owner, (part) => rename(part, path))

/** What another has put there meanwhile stays: a file system gives a name once. What is empty counts as nothing. */
export const writeOnce = (path: string, text: string, owner: number): Promise<void> =>
  writeBeside(path, text, owner, async (part) => {
    try {
      await link(part, path)
    } catch (reason) {
      if ((reason as { code?: string }).code !== 'EEXIST') throw reason
      if ((await readIfThere(path)).trim() === '') await rename(part, path)
    }
  })

/** Empty where there is no such file. */
export const readIfThere = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (reason) {
    if ((reason as { code?: string }).code === 'ENOENT') return ''
    throw reason
  }
}

export const isThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch (reason) {
    if ((reason as { code?: string }).code === 'ENOENT') return false
    throw reason
  }
}
