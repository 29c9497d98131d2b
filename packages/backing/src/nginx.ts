import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { findProgram } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface NginxOptions extends ServerOptions {
  /** What stands in its `http` block, in its own language, for the port that it listens at. */
  settings: (port: number) => string
}

/** One process in the foreground, with all its files in its own folder: so it needs no root, nor anything installed. */
const configuration = (dataDir: string, settings: string): string => {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = folders.map((name) => `${name}_temp_path ${join(dataDir, name)};`)
  return `
daemon off;
master_process off;
pid ${join(dataDir, 'nginx.pid')};
error_log stderr notice;
events {}
http {
access_log off;
${temporary.join('\n')}
${settings}
}
`
}

export async function startNginx(options: NginxOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const program = await findProgram('nginx', env)
  const config = join(dataDir, 'nginx.conf')
  return startServer(
    {
      name: 'nginx',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writeFile(config, configuration(dataDir, options.settings(port)))
        const args = ['-e', 'stderr', '-p', dataDir, '-c', config]
        return { command: program.path, args, cwd: dataDir, env: serverEnv(env, program.libraryPath) }
      },
      url: (port) => `http://127.0.0.1:${port}`,
      // Among its first notices, after it has begun to listen.
      ready: 'OS: ',
    },
    dataDir,
    options,
  )
}
