import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'
import { tcpAnswer } from './tcp-answer.ts'

/**
 * Core NATS, without its storage: the platform keeps everything in Postgres. 8 MB lets a whole batch travel as one message;
 * a reader that takes nothing for ten seconds is cut, and finds by position what it missed.
 */
export const natsSettings = `
max_payload: 8388608
write_deadline: "10s"
`

export interface NatsOptions extends ServerOptions {
  /** More of its configuration, in its own language. */
  settings?: string
}

export async function startNats(options: NatsOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('nats-server', env)
  const config = join(dataDir, 'nats.conf')
  return startServer(
    {
      name: 'nats',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writeFile(config, `${natsSettings}${options.settings ?? ''}`)
        return {
          command: program.path,
          args: ['--config', config, '--addr', '127.0.0.1', '--port', String(port), '--name', nameFor(port)],
          cwd: dataDir,
          env: serverEnv(env, program.libraryPath),
        }
      },
      url: (port) => `nats://127.0.0.1:${port}`,
      answers: async (port) => (await tcpAnswer(port)).includes(`"server_name":"${nameFor(port)}"`),
    },
    dataDir,
    options.port,
  )
}

/** Told by the server at every connection: so another NATS on a port that we wanted is not mistaken for ours. */
const nameFor = (port: number) => `parley-${process.pid}-${port}`
