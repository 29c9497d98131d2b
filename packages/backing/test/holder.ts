import { join } from 'node:path'
import { startNats, startPostgres, startRedis } from '../src/index.ts'

/** Stands for a run of the platform: starts all servers in the folder, says their pids, and goes on until it is killed or its input ends. */
process.stdin.on('end', () => process.exit()).resume()
const folder = process.argv[2] as string
const servers = await Promise.all([
  startPostgres({ dataDir: join(folder, 'postgres') }),
  startNats({ dataDir: join(folder, 'nats') }),
  startRedis({ dataDir: join(folder, 'redis') }),
])
console.log(JSON.stringify({ pids: servers.map(({ pid }) => pid), postgresUrl: servers[0].url }))
