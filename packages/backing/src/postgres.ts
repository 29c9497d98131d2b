import { resolve } from 'node:path'
import pg from 'pg'
import { environment, serverEnv } from './env.ts'
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
  const cluster = await openCluster(dataDir, programs, serverEnv(env))
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
      answers: (port) => query(urlTo(port, 'postgres'), 'select 1').then(Boolean, () => false),
    },
    dataDir,
    options.port,
  )
  const server = scope.use(await starting)
  await makeDatabase(urlTo(server.port, 'postgres'))
  scope.move()
  return server
}

async function makeDatabase(url: string): Promise<void> {
  const found = await query(url, `select 1 from pg_database where datname = '${database}'`)
  if (found.rowCount === 0) await query(url, `create database ${database}`)
}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return await client.query(sql)
  } finally {
    await client.end()
  }
}
