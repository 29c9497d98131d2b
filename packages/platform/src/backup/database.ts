/** Which database a backup is of: that of a URL, or that of a data folder, whether somebody runs on it or not. */
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Environment, readConfig, text, withSecretsRead } from '@parley/service-kit'
import { migrateConfig } from '../migrate.ts'
import { withoutServers } from '../without-servers.ts'

export const folderConfig = {
  PARLEY_DATA: text({ about: 'the folder of the data, where no POSTGRES_URL is set', default: '.parley' }),
}

/** With where files lie beside a Postgres of one's own, unless they are said to lie elsewhere. */
export const withFolder = (env: Environment): Environment => {
  if (env.POSTGRES_URL || env.POSTGRES_URL_FILE || env.FILES_FOLDER) return env
  return { ...env, FILES_FOLDER: join(resolve(readConfig(folderConfig, env).PARLEY_DATA), 'files') }
}

type Backing = typeof import('@parley/backing')

/** The others of the three are not needed, and a URL that is given is not started. */
const postgresAlone = (env: Environment): Environment => ({
  ...env,
  NATS_URL: 'nats://none',
  REDIS_URL: 'redis://none',
})

const isEmpty = async (folder: string): Promise<boolean> => {
  const names: string[] = await readdir(folder).catch(() => [])
  return !names.includes('postgres') && !names.includes('containers')
}

interface Wish {
  /** Whether others may be at work on it. */
  readonly shared: boolean
}

/** The Postgres of the folder, started for this task where nobody runs it. */
const inFolder = async (
  { startBacking, FolderInUse, addressOfRunning }: Backing,
  dataDir: string,
  env: Environment,
  { shared }: Wish,
): Promise<AsyncDisposable & { readonly url: string }> => {
  try {
    const backing = await startBacking({ dataDir, prefer: 'embedded', env: postgresAlone(env) })
    return { url: backing.postgresUrl, [Symbol.asyncDispose]: () => backing[Symbol.asyncDispose]() }
  } catch (reason) {
    const url = shared && reason instanceof FolderInUse ? await addressOfRunning(dataDir) : undefined
    if (!url) throw reason
    return { url, [Symbol.asyncDispose]: async () => {} }
  }
}

export const openDatabase = async (
  given: Environment,
  wish: Wish,
): Promise<AsyncDisposable & { readonly url: string }> => {
  const env = withSecretsRead([migrateConfig], given)
  if (env.POSTGRES_URL)
    return { url: readConfig(migrateConfig, env).POSTGRES_URL, [Symbol.asyncDispose]: async () => {} }
  const { PARLEY_DATA: dataDir } = readConfig(folderConfig, env)
  if (wish.shared && (await isEmpty(dataDir)))
    throw new Error(`${dataDir} holds no Postgres: name the folder in PARLEY_DATA, or the database in POSTGRES_URL`)
  return await inFolder(await import('@parley/backing').catch(withoutServers), dataDir, env, wish)
}
