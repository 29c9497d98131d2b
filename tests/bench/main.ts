/** `npm run bench [scenario …]`: Parley beside a bare baseline in the same run. CPU time is that of the servers alone. */
import { cpus } from 'node:os'
import { durableSends } from './durable-sends.ts'
import { hotRoom } from './hot-room.ts'
import { idle } from './idle.ts'

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  'hot-room': hotRoom,
  'durable-sends': durableSends,
  idle,
}

// Servers that were started end with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(scenarios, name))
if (unknown.length > 0) {
  console.error(`no such scenario: ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}`)
  process.exit(1)
}
console.log(`${cpus().length} cores, ${cpus()[0]?.model}, Node ${process.version}, ${new Date().toISOString()}`)
for (const name of wanted.length > 0 ? wanted : Object.keys(scenarios)) await scenarios[name]?.()
process.exit(0)
