/** `npm run prove -- [--seeds N] [--from S]`: runs with faults by the seed, each judged from what all clients saw. */
import { parseArgs } from 'node:util'
import { type Plan, planFor, tellStep } from './plan.ts'
import { type Outcome, play } from './run.ts'
import { openStage, type Stage } from './stage.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '20' }, from: { type: 'string', default: '1' } },
})
const [seeds, from] = [Number(values.seeds), Number(values.from)]

const targetsOf = ({ parts, servers, links }: Stage) => ({
  parts: [...parts.keys()],
  servers: [...servers.keys()],
  links: [...links.keys()],
})

const count = (all: Iterable<unknown>) => [...all].length

const tellRun = ({ seed, steps }: Plan, ms: number, { history, faults, complaints }: Outcome) => {
  const sights = [...history.seen.values()].reduce((sum, client) => sum + count(client.sights), 0)
  const verdict = faults.length + complaints.length === 0 ? 'clean' : 'FAULTY'
  console.log(
    `seed ${seed}: ${verdict}; ${steps.length} faults, ${count(history.acknowledged)} of ${count(history.tried)} messages taken, ` +
      `${sights} sights, ${(ms / 1_000).toFixed(1)} s`,
  )
}

const tellFaults = ({ steps }: Plan, { faults, complaints }: Outcome) => {
  console.log('What happened:')
  for (const step of steps) console.log(`  ${tellStep(step)}`)
  console.log(`What is wrong (${faults.length + complaints.length}):`)
  for (const complaint of complaints) console.log(`  complaint: ${complaint}`)
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault.fault}: ${JSON.stringify(fault)}`)
}

await using stage = await openStage()
for (let seed = from; seed < from + seeds; seed++) {
  const plan = planFor(seed, targetsOf(stage))
  const begun = performance.now()
  const outcome = await play(plan, stage)
  tellRun(plan, performance.now() - begun, outcome)
  if (outcome.faults.length + outcome.complaints.length === 0) continue
  tellFaults(plan, outcome)
  process.exitCode = 1
  break
}
