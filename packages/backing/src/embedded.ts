import { join } from 'node:path'
import { startAllOrNone } from './all-or-none.ts'
import type { ServerName, Started, StartOptions } from './backing.ts'
import { startNats } from './nats.ts'
import { type PostgresOptions, startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import type { Server } from './server.ts'

const start: Record<ServerName, (options: PostgresOptions) => Promise<Server>> = {
  postgres: startPostgres,
  nats: startNats,
  redis: startRedis,
}

/** Runs the wanted servers as child processes, each in a folder of its own under the data folder. */
export function startEmbedded(wanted: ServerName[], { dataDir, durable, env, report }: StartOptions): Promise<Started> {
  return startAllOrNone(wanted, async (name) => {
    const begun = performance.now()
    const server = await start[name]({ dataDir: join(dataDir, name), env, sharedBuffers: durable ? '256MB' : '64MB' })
    report(`${name} is up on port ${server.port} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
    return server
  })
}
