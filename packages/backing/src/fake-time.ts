import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { fetchDebianProgram } from './debian.ts'
import { type Env, toolEnv } from './env.ts'

/** For programs of several threads. */
const library = 'faketime/libfaketimeMT.so.1'

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

async function installed(): Promise<string[]> {
  const folders = await readdir('/usr/lib').catch(() => [])
  return folders.filter((name) => name.includes('linux')).map((name) => join('/usr/lib', name, library))
}

async function fetched(env: Env): Promise<string[]> {
  const { libraryPath = '' } = await fetchDebianProgram('faketime', cacheFolder(env), { ...toolEnv(env), LC_ALL: 'C' })
  return libraryPath.split(':').map((folder) => join(folder, library))
}

/**
 * The environment of a process whose time of day is as the file says, in seconds from the real one, as in "-3600",
 * whenever that changes. Its steady clock goes on, as that of every system does.
 */
export async function fakeTime(file: string, env: Env): Promise<Record<string, string>> {
  for (const find of [installed, () => fetched(env)])
    for (const path of await find())
      if (await isThere(path)) {
        return {
          LD_PRELOAD: path,
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: '1',
          DONT_FAKE_MONOTONIC: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          NO_FAKE_STAT: '1',
        }
      }
  throw new Error('libfaketime is not to be had: install the package faketime')
}
