import { resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'
import { tcpAnswer } from './tcp-answer.ts'

/** Keeps nothing on disk: what the platform puts into Redis may be forgotten at any time. */
export const redisSettings = ['--save', '', '--appendonly', 'no']

export async function startRedis(options: ServerOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('redis-server', env)
  return startServer(
    {
      name: 'redis',
      stopSignal: 'SIGTERM',
      launch: (port) => ({
        command: program.path,
        args: ['--port', String(port), '--bind', '127.0.0.1', ...redisSettings],
        cwd: dataDir,
        env: serverEnv(env, program.libraryPath),
      }),
      url: (port) => `redis://127.0.0.1:${port}`,
      answers: async (port, pid) => (await tcpAnswer(port, 'INFO server\r\n')).includes(`process_id:${pid}\r\n`),
    },
    dataDir,
    options.port,
  )
}
