import { join } from 'node:path'
import { startAllOrNone } from './all-or-none.ts'
import type { ServerName, Started, StartOptions } from './backing.ts'
import { KeptUp } from './kept-up.ts'
import { startNats } from './nats.ts'
import { socketFolder, startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import type { Server, ServerOptions } from './server.ts'

type Start = (options: ServerOptions) => Promise<Server>

const starters = ({ durable, socket, access }: StartOptions): Record<ServerName, Start> => ({
  postgres: (options) => startPostgres({ ...options, durable, socket }),
  nats: (options) => startNats({ ...options, ...(access ? { authorization: access.nats } : {}) }),
  redis: (options) => startRedis({ ...options, ...(access ? { users: access.redis } : {}) }),
})

/** Runs the wanted servers as child processes, each in a folder of its own under the data folder, and keeps them up. */
export async function startEmbedded(wanted: ServerName[], options: StartOptions): Promise<Started> {
  const { dataDir, env, report } = options
  const start = starters(options)
  const lost = Promise.withResolvers<Error>()
  const started = await startAllOrNone(wanted, async (name) => {
    const begun = performance.now()
    const server = new KeptUp(name, { report, lose: lost.resolve })
    await server.startBy((ended) => start[name]({ dataDir: join(dataDir, name), env, ended }))
    report(`${name} is up on port ${server.port} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
    return server
  })
  const at =
    options.socket && wanted.includes('postgres') ? { postgresSocket: socketFolder(join(dataDir, 'postgres')) } : {}
  return { ...started, ...at, lost: lost.promise }
}
