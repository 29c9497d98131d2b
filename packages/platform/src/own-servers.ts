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
import { type Environment, readConfig, withUser } from '@parley/service-kit'
import { natsAuthorization, natsConfigTable, natsUserOf } from './nats-config.ts'
import type { ServerUrls } from './platform.ts'
import { processes } from './processes.ts'
import { redisUser, redisUsers } from './redis-users.ts'

export type OwnServers = Backing & ServerUrls
export type OwnServersOptions = Omit<BackingOptions, 'access' | 'env'> & { readonly env: Environment }

type Passwords = (name: string) => string

/** Kept from one start to the next, each in a file of its own. */
const keptPasswords = async (dataDir: string): Promise<Passwords> => {
  const folder = join(resolve(dataDir), 'secrets')
  await privateFolder(folder)
  const keep = async (name: string) => [name, await keptPassword(join(folder, name))] as const
  const names = [...[...processes.keys()].map((name) => `nats-${name}`), 'redis']
  const passwords = new Map(await Promise.all(names.map(keep)))
  return (name) => passwords.get(name) ?? ''
}

const accessWith = (prefix: string, password: Passwords): Access => ({
  nats: natsAuthorization(prefix, (name) => `"${password(`nats-${name}`)}"`),
  redis: redisUsers(prefix, password('redis')),
})

/** Starts those that no URL is given for. Who is given by URL is taken as it is, for all processes. */
export const startServers = async (options: OwnServersOptions): Promise<OwnServers> => {
  const { env, dataDir } = options
  if (env.NATS_URL && env.REDIS_URL) return await startBacking(options)
  const { NATS_PREFIX: prefix } = readConfig(natsConfigTable, env)
  const password = await keptPasswords(dataDir)
  const backing = await startBacking({ ...options, access: accessWith(prefix, password) })
  const { natsUrl, redisUrl } = backing
  const natsUrlOf = (name: string) =>
    withUser(natsUrl, { user: natsUserOf(prefix, name), password: password(`nats-${name}`) })
  return Object.assign(backing, {
    ...(env.NATS_URL ? {} : { natsUrlOf }),
    ...(env.REDIS_URL ? {} : { redisUrl: withUser(redisUrl, { user: redisUser, password: password('redis') }) }),
  })
}
