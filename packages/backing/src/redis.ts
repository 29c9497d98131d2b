import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { keptPassword } from './password.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface RedisOptions extends ServerOptions {
  /** What its one user may do, as rules of Redis' access lists; everything where it is not given. */
  rights?: string
}

const user = 'parley'
const everything = '~* &* +@all'

/** Nobody comes in without a password, and this file does not tell it. */
const usersOf = (password: string, rights: string) => `
user default off
user ${user} on #${createHash('sha256').update(password).digest('hex')} ${rights}
`

/** Keeps nothing on disk: what the platform puts into Redis may be forgotten at any time. */
const settings = `
save ""
appendonly no
`

/** A configuration of Redis, in which arguments would be seen by everybody, and how a URL names its user. */
export async function redisAccess(folder: string, rights = everything): Promise<{ config: string; user: string }> {
  const password = await keptPassword(join(folder, 'password'))
  return { config: `${settings}${usersOf(password, rights)}`, user: `${user}:${password}@` }
}

export async function startRedis(options: RedisOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('redis-server', env)
  await privateFolder(dataDir)
  const access = await redisAccess(dataDir, options.rights)
  const config = join(dataDir, 'redis.conf')
  return startServer(
    {
      name: 'redis',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writePrivate(config, access.config)
        return {
          command: program.path,
          args: [config, '--port', String(port), '--bind', '127.0.0.1'],
          cwd: dataDir,
          env: serverEnv(env, program.libraryPath),
        }
      },
      url: (port) => `redis://${access.user}127.0.0.1:${port}`,
      ready: 'Ready to accept connections',
    },
    dataDir,
    options,
  )
}
