import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { fetchDebianProgram } from './debian.ts'
import { type Env, toolEnv } from './env.ts'

export interface Program {
  path: string
  /** Where its shared libraries are when they are not installed on the machine. */
  libraryPath?: string
  /** Where these are of another release of the system: what loads the program with them. */
  loader?: string
}

/** Those that a package of Debian has. */
export type PackagedName = 'nats-server' | 'redis-server' | 'nginx' | 'caddy' | 'haproxy' | 'pgbouncer' | 'faketime'
export type ProgramName = PackagedName | 'traefik'

const onPath = 'put nats-server and redis-server on the PATH'

/** What helps where no container engine and no server is. */
export const waysToInstall =
  process.platform === 'darwin'
    ? `${onPath} (brew install nats-server redis)`
    : `${onPath} (with apt-get, as on Debian and Ubuntu, they are fetched without being installed)`

/** Distributions put servers here, where the PATH of a normal user often does not reach. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin']

/** The program of the machine, else one out of the distribution's packages, fetched once and without root. */
export async function findProgram(name: ProgramName, env: Env): Promise<Program> {
  for (const folder of [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...serverFolders]) {
    const path = join(folder, name)
    if (await canRun(path)) return { path }
  }
  if (name === 'traefik') throw new Error(`${name} is not on the PATH, and no package has it`)
  // The words of apt have to be those that are looked for.
  return fetchDebianProgram(name, cacheFolder(env), { ...toolEnv(env), LC_ALL: 'C' })
}

const canRun = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
