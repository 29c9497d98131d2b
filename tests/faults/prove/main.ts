/** `npm run prove -- [--seeds N] [--from S]`: runs with faults by the seed, each judged from what all clients saw. */
import { parseArgs } from 'node:util'
import { planFor, tellStep } from './plan.ts'
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

const tellOutcome = (seed: number, ms: number, { history, faults, complaints }: Outcome) => {
  const sights = [...history.seen.values()].reduce((sum, { sights: seen }) => sum + count(seen), 0)
  const verdict = faults.length + complaints.length === 0 ? 'clean' : `${faults.length + complaints.length} FAULTS`
  console.log(
    `seed ${seed}: ${verdict}, ${count(history.acknowledged)} of ${count(history.tried)} messages taken, ${sights} sights, ${(ms / 1_000).toFixed(1)} s`,
  )
}

await using stage = await openStage()
for (let seed = from; seed < from + seeds; seed++) {
  const plan = planFor(seed, targetsOf(stage))
  const begun = performance.now()
  const outcome = await play(plan, stage)
  tellOutcome(seed, performance.now() - begun, outcome)
  if (outcome.faults.length + outcome.complaints.length > 0) {
    for (const step of plan.steps) console.log(`  ${tellStep(step)}`)
    for (const complaint of outcome.complaints) console.log(`  ${complaint}`)
    console.log(outcome.faults.slice(0, 5))
  }
}
