import { chmod, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cannotWrite } from './cannot-write.ts'
import type { Env } from './env.ts'
import { makeFolder } from './make-folder.ts'

/** Where programs that were fetched once are kept for every checkout of this user. */
export function cacheFolder(env: Env): string {
  if (env.PARLEY_CACHE) return resolve(env.PARLEY_CACHE)
  return join(env.XDG_CACHE_HOME || join(homeFolder(), '.cache'), 'parley')
}

/** A user without a name has none, unless HOME says so. */
function homeFolder(): string {
  try {
    return homedir()
  } catch {
    throw new Error('this user has no home folder in which to keep programs: set PARLEY_CACHE to a folder for them')
  }
}

/**
 * Makes `folder` by filling a temporary one beside it and renaming that, unless it is there already.
 * So a crash half way leaves nothing that looks whole, and of two that fill it at once the later one takes the first one's.
 */
export async function fillOnce(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  if (await exists(folder)) return
  const temporary = await makeBeside(folder).catch((reason) => {
    throw cannotWrite('cache', dirname(folder), reason)
  })
  try {
    await fill(temporary)
    await rename(temporary, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (!(await exists(folder))) throw cannotWrite('cache', dirname(folder), error)
  }
}

async function makeBeside(folder: string): Promise<string> {
  await makeFolder(dirname(folder), 0o755)
  const temporary = await mkdtemp(`${folder}.part-`)
  await chmod(temporary, 0o755)
  return temporary
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
