import { access, readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { fetchDebianLibrary } from './debian.ts'
import { type Env, toolEnv } from './env.ts'
import { writePrivate } from './private-files.ts'

const library = 'libnss_wrapper.so'

const hasName = (): boolean => {
  try {
    return userInfo().username !== ''
  } catch {
    return false // no entry in /etc/passwd
  }
}

/**
 * What is added to the environment of a program that insists on a name for its user, as initdb does. Containers may be run
 * as a user of any number, whom their image does not know: a library then tells the program a name out of a file of ours.
 */
export async function withName(folder: string, env: Env): Promise<Record<string, string>> {
  const { getuid, getgid } = process
  if (!getuid || !getgid || hasName()) return {}
  const [passwd, group] = [join(folder, 'passwd'), join(folder, 'group')]
  await writePrivate(passwd, `parley:x:${getuid()}:${getgid()}::/:/bin/false\n`)
  await writePrivate(group, `parley:x:${getgid()}:\n`)
  return { LD_PRELOAD: await findLibrary(env, getuid()), NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: group }
}

async function findLibrary(env: Env, uid: number): Promise<string> {
  const found = (await installed()) ?? (await fetched(env))
  if (found) return found
  throw new Error(
    `Postgres insists on a name for the user ${uid}, which this machine does not know: give it one in /etc/passwd, ` +
      'or install libnss-wrapper',
  )
}

async function installed(): Promise<string | undefined> {
  const folders = (await readdir('/usr/lib').catch(() => [])).filter((name) => name.includes('linux'))
  for (const path of folders.map((name) => join('/usr/lib', name, library)))
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  return undefined
}

const fetched = (env: Env): Promise<string | undefined> =>
  fetchDebianLibrary('libnss-wrapper', library, cacheFolder(env), { ...toolEnv(env), LC_ALL: 'C' }).catch(
    () => undefined,
  )
