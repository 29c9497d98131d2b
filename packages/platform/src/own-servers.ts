/** Servers of one's own, in which each process has a user with the rights of that process and nothing else. */
import { join, resolve } from 'node:path'
import {
  type Access,
  type Backing,
  type BackingOptions,
  keptPassword,
  privateFolder,
  startBacking,
} from '@parley/backing'
import { type Environment, readConfig } from '@parley/service-kit'
import { natsAuthorization, natsConfigTable, natsUserOf } from './nats-config.ts'
import type { ServerUrls } from './platform.ts'
import { processes } from './processes.ts'
import { redisRights } from './redis-rights.ts'

export type OwnServers = Backing & ServerUrls
export type OwnServersOptions = Omit<BackingOptions, 'access' | 'env'> & { readonly env: Environment }

/** By the names of the processes; kept from one start to the next. */
const natsPasswords = async (dataDir: string): Promise<ReadonlyMap<string, string>> => {
  const folder = join(resolve(dataDir), 'secrets')
  await privateFolder(folder)
  const keep = async (name: string) => [name, await keptPassword(join(folder, `nats-${name}`))] as const
  return new Map(await Promise.all([...processes.keys()].map(keep)))
}

const accessOf = (prefix: string, passwords: ReadonlyMap<string, string>): Access => ({
  nats: natsAuthorization(prefix, (name) => `"${passwords.get(name)}"`),
  redis: redisRights(prefix),
})

const withUser = (url: string, username: string, password = ''): string =>
  Object.assign(new URL(url), { username, password }).href

/** Starts those that no URL is given for. Who is given by URL is taken as it is, for all processes. */
export const startServers = async (options: OwnServersOptions): Promise<OwnServers> => {
  const { env } = options
  const { NATS_PREFIX: prefix } = readConfig(natsConfigTable, env)
  if (env.NATS_URL && env.REDIS_URL) return await startBacking(options)
  const passwords = await natsPasswords(options.dataDir)
  const backing = await startBacking({ ...options, access: accessOf(prefix, passwords) })
  if (env.NATS_URL) return backing
  const natsUrlOf = (name: string) => withUser(backing.natsUrl, natsUserOf(prefix, name), passwords.get(name))
  return Object.assign(backing, { natsUrlOf })
}
