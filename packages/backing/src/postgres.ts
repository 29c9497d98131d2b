import { resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { ownDatabase } from './own-database.ts'
import { clearNoteOfKilled, openCluster } from './postgres-cluster.ts'
import { postgresPrograms } from './postgres-programs.ts'
import { postgresSettings } from './postgres-settings.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface PostgresOptions extends ServerOptions {
  /** The memory that it keeps pages in. */
  sharedBuffers?: string
}

const database = 'parley'
const here = { listen_addresses: '127.0.0.1', unix_socket_directories: '' }

export async function startPostgres(options: PostgresOptions): Promise<Server> {
  const { sharedBuffers = '256MB' } = options
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const programs = await postgresPrograms(env)
  const cluster = await openCluster(dataDir, programs, serverEnv(env), env)
  const urlTo = (port: number, name: string) => `postgres://postgres:${cluster.password}@127.0.0.1:${port}/${name}`
  await using scope = new AsyncDisposableStack()
  const starting = startServer(
    {
      name: 'postgres',
      // "Fast" shutdown: sessions are cut, what is committed is checkpointed.
      stopSignal: 'SIGINT',
      launch: async (port) => {
        await clearNoteOfKilled(cluster)
        return {
          command: programs.postgres,
          args: [
            '-D',
            cluster.dataArgument,
            ...postgresSettings({ ...here, port: String(port), shared_buffers: sharedBuffers }),
          ],
          cwd: cluster.folder,
          env: serverEnv(env),
          user: cluster.user,
        }
      },
      url: (port) => urlTo(port, database),
      ready: 'database system is ready to accept connections',
    },
    dataDir,
    options,
  )
  const server = scope.use(await starting)
  await ownDatabase(urlTo(server.port, 'postgres'), database)
  scope.move()
  return server
}
