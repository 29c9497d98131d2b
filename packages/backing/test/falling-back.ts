import { startBacking } from '../src/index.ts'

/** Starts Redis, preferably in a container of the engine in DOCKER_HOST, and tells where it runs and what was reported. */
const lines: string[] = []
const env = {
  ...process.env,
  POSTGRES_URL: 'postgres://db',
  NATS_URL: 'nats://broker',
  REDIS_URL: '',
  PARLEY_BACKING: '',
}
const report = (line: string) => void lines.push(line)
await using backing = await startBacking({ dataDir: process.argv[2] as string, prefer: 'containers', env, report })
console.log(JSON.stringify({ source: backing.source, lines }))
