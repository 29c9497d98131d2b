/** What the servers have in common that stand in front of others: one file of settings, and all else in their own folder. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { findProgram, type ProgramName } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface ProxyOptions extends ServerOptions {
  /** In the language of the server, for the port that it listens at. */
  settings: (port: number) => string
}

export interface ProxyProgram {
  readonly name: ProgramName
  readonly file: string
  /** What stands in the file, with what makes it one process in the foreground that needs no root. */
  whole(settings: string, dataDir: string, port: number): string
  args(path: string, dataDir: string, port: number): string[]
  /** What it says once it listens. */
  readonly ready: string
}

export async function startProxy(program: ProxyProgram, options: ProxyOptions): Promise<Server> {
  const { name, file, ready } = program
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const { path, libraryPath } = await findProgram(name, env)
  const config = join(dataDir, file)
  return startServer(
    {
      name,
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writeFile(config, program.whole(options.settings(port), dataDir, port))
        const homes = { HOME: dataDir, XDG_DATA_HOME: dataDir, XDG_CONFIG_HOME: dataDir }
        const args = program.args(config, dataDir, port)
        return { command: path, args, cwd: dataDir, env: { ...serverEnv(env, libraryPath), ...homes } }
      },
      url: (port) => `http://127.0.0.1:${port}`,
      ready,
    },
    dataDir,
    options,
  )
}
