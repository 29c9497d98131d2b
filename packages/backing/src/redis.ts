import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { keptPassword } from './password.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface RedisOptions extends ServerOptions {
  /**
   * Whom it lets in, as lines of its configuration. The URL names nobody then. Without them there is one user, who may do
   * everything, and whom the URL names.
   */
  users?: string
  /** More of its configuration, as lines. */
  settings?: string
  /** A Sentinel: it watches over others, and keeps nothing. */
  isSentinel?: boolean
}

/** Keeps nothing on disk: what the platform puts into Redis may be forgotten at any time. */
export const redisSettings = `
save ""
appendonly no
`

const administrator = 'administrator'
const digest = (password: string) => createHash('sha256').update(password).digest('hex')

/** What makes a Redis of it that lets nobody in without a password, and how a URL names the user that has one. */
export async function redisAccess(folder: string, users?: string): Promise<{ config: string; user: string }> {
  if (users) return { config: `${redisSettings}${users}`, user: '' }
  const password = await keptPassword(join(folder, 'password'))
  const alone = `user default off\nuser ${administrator} on #${digest(password)} ~* &* +@all\n`
  return { config: `${redisSettings}${alone}`, user: `${administrator}:${password}@` }
}

export async function startRedis(options: RedisOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('redis-server', env)
  await privateFolder(dataDir)
  const access = await redisAccess(dataDir, options.users)
  // In a file, as arguments are seen by everybody.
  const config = join(dataDir, 'redis.conf')
  return startServer(
    {
      name: 'redis',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writePrivate(config, `${access.config}${options.settings ?? ''}`)
        return {
          command: program.path,
          args: [config, '--port', String(port), '--bind', '127.0.0.1', ...(options.isSentinel ? ['--sentinel'] : [])],
          cwd: dataDir,
          env: serverEnv(env, program.libraryPath),
        }
      },
      url: (port) => `redis://${access.user}127.0.0.1:${port}`,
      ready: options.isSentinel ? 'Sentinel ID is' : 'Ready to accept connections',
    },
    dataDir,
    options,
  )
}
