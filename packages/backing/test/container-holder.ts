import { startBacking } from '../src/index.ts'

/** Stands for a run of the platform on containers: goes on until it is killed or its input ends. */
process.stdin.on('end', () => process.exit()).resume()
const env = { ...process.env, POSTGRES_URL: '', NATS_URL: '', REDIS_URL: '', PARLEY_BACKING: 'containers' }
const backing = await startBacking({ dataDir: process.argv[2] as string, prefer: 'containers', env })
console.log(JSON.stringify({ postgresUrl: backing.postgresUrl }))
