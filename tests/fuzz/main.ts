/** `npm run fuzz -- [--inputs 1000000] [--seed N] [--kind …]`: hostile input of all kinds, against the platform as processes. */
import { readOptions } from '@parley/platform/options'
import { startBystanders } from '../setup/bystanders.ts'
import { tellHeld } from '../setup/child.ts'
import { startProcesses } from '../setup/processes.ts'
import { gatesAt } from '../setup/world.ts'
import { attack } from './attack.ts'
import { MemoryWatch } from './memory-watch.ts'
import { properties } from './properties/index.ts'
import { makeTarget, targetEnv } from './target.ts'
import { judge } from './verdict.ts'

const usage = `
npm run fuzz [-- --inputs <count>] [--seed <number>] [--kind <kind>]

Sends hostile input of all kinds to the platform, which runs as processes for it.

  --inputs   how many; a million by default
  --seed     the number that all of them follow from; any by default
  --kind     one of ${properties.map(({ kind }) => kind).join(', ')}; all by default
`

const { values } = readOptions({
  usage,
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    kind: { type: 'string' },
  },
})
const [inputs, seed] = [Number(values.inputs), Number(values.seed)]
const chosen = properties.filter(({ kind }) => values.kind === undefined || kind === values.kind)
if (!(inputs > 0 && Number.isInteger(seed) && chosen.length > 0)) {
  console.error(`no such run. Kinds are: ${properties.map(({ kind }) => kind).join(', ')}`)
  process.exit(1)
}

// Servers that were started end with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

console.log(`${inputs} inputs, seed ${seed}`)
const NODE_OPTIONS = [process.env.NODE_OPTIONS, ...tellHeld].join(' ')
// This process has its hands full with making inputs: what goes between the others must not wait for it.
await using platform = await startProcesses({ copies: 1, linked: false, env: { ...targetEnv, NODE_OPTIONS } })
const gates = gatesAt(platform.urls)
const isUp = () => platform.parts.every(({ hasCrashed }) => !hasCrashed)
const goesOn = () => isUp() && platform.parts.every(({ faults }) => faults.length === 0)
const target = await makeTarget(gates, isUp)
const bystanders = await startBystanders(gates)
const memory = new MemoryWatch(platform.parts)
const failures = await attack({ target, memory, properties: chosen, inputs, seed, goesOn })
const isGood = await judge({ target, platform, memory, bystanders, failures })
process.exitCode = isGood ? 0 : 1
