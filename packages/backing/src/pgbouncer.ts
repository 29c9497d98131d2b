/** A pooler between services and Postgres, for tests of what poolers do to sessions. */
import { chown, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { cacheFolder } from './cache.ts'
import { fetchFromRelease } from './debian-release.ts'
import { type Env, environment, serverEnv } from './env.ts'
import { privateFolder } from './private-files.ts'
import { findProgram, type Program } from './programs.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'
import { type User, unprivilegedUser } from './unprivileged-user.ts'

export interface PgbouncerOptions extends ServerOptions {
  /** The server behind it, and who may come in: the user and password of each URL. All lead to that server. */
  urls: readonly string[]
  mode: 'session' | 'transaction' | 'statement'
  /** More lines of its section `pgbouncer`, as in `max_prepared_statements = 100`. */
  settings?: readonly string[]
  /** One that is not the distribution's. */
  program?: Program
}

/** Root's own cache is closed to the user that it runs as. */
const openCache = '/var/cache/parley'

const isRoot = () => process.getuid?.() === 0
const cacheOf = (env: Env): string => (isRoot() ? openCache : cacheFolder(env))

/** It keeps the prepared statements of a client in transaction mode too, which those before 1.21 do not. */
export const currentPgbouncer = (given?: Env): Promise<Program> => {
  const env = environment(given)
  const libraries = [
    'libc6',
    'libgcc-s1',
    'libpam0g',
    'libaudit1',
    'libcap-ng0',
    'libsystemd0',
    'libcap2',
    'libssl3t64',
  ]
  const more = ['libcares2', 'libevent-2.1-7t64', 'zlib1g', 'libzstd1']
  const release = { suite: 'trixie', packages: ['pgbouncer', ...libraries, ...more], path: 'usr/sbin/pgbouncer' }
  return fetchFromRelease(release, cacheOf(env), env)
}

const hostOf = (url: string) => {
  const { hostname, port } = new URL(url)
  return `host=${hostname} port=${port || 5432}`
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

const usersOf = (urls: readonly string[]) =>
  urls
    .map((url) => new URL(url))
    .map(({ username, password }) => [username, password].map((part) => quoted(decodeURIComponent(part))).join(' '))

const configOf = ({ urls, mode, settings = [] }: PgbouncerOptions, port: number) => `
[databases]
* = ${hostOf(urls[0] as string)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = users.txt
pool_mode = ${mode}
max_client_conn = 1000
default_pool_size = 40
server_login_retry = 0.2
${settings.join('\n')}
`

/** As a command line: a program with a C library of its own is started by the loader that belongs to it. */
const commandOf = ({ path, libraryPath = '', loader }: Program, args: readonly string[]) =>
  loader
    ? { command: loader, args: ['--library-path', libraryPath, path, ...args] }
    : { command: path, args: [...args] }

const own = async (path: string, user: User | undefined) => {
  if (user) await chown(path, user.uid, user.gid)
}

export async function startPgbouncer(options: PgbouncerOptions): Promise<Server> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const user = await unprivilegedUser(dataDir, serverEnv(env))
  const program = options.program ?? (await findProgram('pgbouncer', { ...env, PARLEY_CACHE: cacheOf(env) }))
  const [firstUrl = ''] = options.urls
  await privateFolder(dataDir)
  const write = async (name: string, text: string) => {
    const path = join(dataDir, name)
    await writeFile(path, text, { mode: 0o600 })
    await own(path, user)
  }
  return startServer(
    {
      name: 'pgbouncer',
      // Clients are cut: none of its versions waits for them.
      stopSignal: 'SIGQUIT',
      launch: async (port) => {
        await own(dataDir, user)
        await write('pgbouncer.ini', configOf(options, port))
        await write('users.txt', `${usersOf(options.urls).join('\n')}\n`)
        return {
          ...commandOf(program, ['pgbouncer.ini']),
          cwd: dataDir,
          env: serverEnv(env, program.loader ? undefined : program.libraryPath),
          ...(user ? { user } : {}),
        }
      },
      url: (port) => Object.assign(new URL(firstUrl), { hostname: '127.0.0.1', port: String(port) }).href,
      ready: 'process up',
    },
    dataDir,
    options,
  )
}
