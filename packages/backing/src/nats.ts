import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { keptPassword } from './password.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

/**
 * Core NATS, without its storage: the platform keeps everything in Postgres. 8 MB lets a whole batch travel as one message;
 * a reader that takes nothing for ten seconds is cut, and finds by position what it missed.
 */
export const natsSettings = `
max_payload: 8388608
write_deadline: "10s"
`

export interface NatsOptions extends ServerOptions {
  /**
   * Whom it lets in, as the `authorization` of its configuration. The URL names nobody then. Without it there is one user, who
   * may do everything, and whom the URL names.
   */
  authorization?: string
  /** More of its configuration, in its own language. */
  settings?: string
}

const administrator = 'administrator'

/** What makes a NATS of it that lets nobody in without a password, and how a URL names the user that has one. */
export async function natsAccess(folder: string, authorization?: string): Promise<{ config: string; user: string }> {
  if (authorization) return { config: `${natsSettings}${authorization}`, user: '' }
  const password = await keptPassword(join(folder, 'password'))
  const alone = `authorization { user: "${administrator}", password: "${password}" }\n`
  return { config: `${natsSettings}${alone}`, user: `${administrator}:${password}@` }
}

export async function startNats(options: NatsOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('nats-server', env)
  await privateFolder(dataDir)
  const access = await natsAccess(dataDir, options.authorization)
  const config = join(dataDir, 'nats.conf')
  return startServer(
    {
      name: 'nats',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writePrivate(config, `${access.config}${options.settings ?? ''}`)
        return {
          command: program.path,
          args: ['--config', config, '--addr', '127.0.0.1', '--port', String(port)],
          cwd: dataDir,
          env: serverEnv(env, program.libraryPath),
        }
      },
      url: (port) => `nats://${access.user}127.0.0.1:${port}`,
      ready: 'Server is ready',
    },
    dataDir,
    options,
  )
}
