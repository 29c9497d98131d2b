import { join, resolve } from 'node:path'
import { environment, serverEnv } from './env.ts'
import { ownDatabase } from './own-database.ts'
import { type Cluster, clearNoteOfKilled, dataName, openCluster } from './postgres-cluster.ts'
import { type PostgresPrograms, postgresPrograms } from './postgres-programs.ts'
import { postgresSettings } from './postgres-settings.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface PostgresOptions extends ServerOptions {
  /** False where the data is thrown away afterwards: less memory, and nothing outlives the machine. */
  durable?: boolean
  /** Whether it listens on a socket file as well. */
  socket?: boolean
}

const database = 'parley'
/** The socket is among its data, which nobody else may enter. */
const places = (socket: boolean) => ({ listen_addresses: '127.0.0.1', unix_socket_directories: socket ? '.' : '' })

/** Where the socket of a server on this folder is. */
export const socketFolder = (dataDir: string): string => join(resolve(dataDir), dataName)

export async function startPostgres(options: PostgresOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const programs = await postgresPrograms(env)
  const cluster = await openCluster(dataDir, programs, serverEnv(env), env, options.durable)
  await using scope = new AsyncDisposableStack()
  const server = scope.use(await startCluster(cluster, programs, options))
  await ownDatabase(urlTo(cluster, server.port, 'postgres'), database)
  scope.move()
  return server
}

const urlTo = ({ password }: Cluster, port: number, name: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${name}`

/** A server on what the cluster holds, be it a primary or a standby. */
export const startCluster = (
  cluster: Cluster,
  programs: PostgresPrograms,
  options: PostgresOptions,
): Promise<Server> => {
  const { durable = true, socket = false } = options
  const env = serverEnv(environment(options.env))
  return startServer(
    {
      name: 'postgres',
      // "Fast" shutdown: sessions are cut, what is committed is checkpointed.
      stopSignal: 'SIGINT',
      launch: async (port) => {
        await clearNoteOfKilled(cluster)
        return {
          command: programs.postgres,
          args: ['-D', cluster.dataArgument, ...postgresSettings(durable, { ...places(socket), port: String(port) })],
          cwd: cluster.folder,
          env,
          user: cluster.user,
        }
      },
      url: (port) => urlTo(cluster, port, database),
      // A standby says that it accepts those that only read.
      ready: 'database system is ready to accept',
    },
    resolve(options.dataDir),
    options,
  )
}
