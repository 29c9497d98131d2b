/**
 * `npm run prove -- [--seeds N] [--from S] [--fault K] [--pooler M] [--s3] [--url U …]`: runs with faults by the seed, each judged from what all clients
 * saw. Ends at the first run that is not clean, with what it takes to understand it.
 */
import { readOptions } from '@parley/platform/options'
import { openGivenStage } from './given-stage.ts'
import { type Kind, kinds, planFor, targetsOf } from './plan.ts'
import { play } from './run.ts'
import { openStage } from './stage.ts'
import { isClean, tellFaults, tellRun } from './tell-run.ts'

const usage = `
npm run prove [-- --seeds <count>] [--from <seed>] [--fault <kind>] [--pooler <mode>] [--s3] [--url <url> …]

Plays conversations in which everything fails, and judges each from what all clients saw.

  --seeds   how many; 20 by default
  --from    the first seed; 1 by default
  --fault   what happens in each of them besides: ${kinds.join(', ')}
  --pooler  session or transaction: a PgBouncer in this mode stands between services and Postgres, and fails too
  --s3      files are kept in a store that speaks S3, which fails too
  --url     a gateway of a deployment that runs, where only connections of clients fail; may be given several times
`

const { values } = readOptions({
  usage,
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    fault: { type: 'string' },
    pooler: { type: 'string' },
    s3: { type: 'boolean', default: false },
    url: { type: 'string', multiple: true },
  },
})
const [seeds, from] = [Number(values.seeds), Number(values.from)]
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1 || from < 0) {
  console.error('--seeds and --from take whole numbers')
  process.exit(1)
}
const mode = values.pooler
if (mode !== undefined && mode !== 'session' && mode !== 'transaction') {
  console.error('--pooler takes session or transaction')
  process.exit(1)
}

const wanted = kinds.find((kind) => kind === values.fault)
if (values.fault !== undefined && !wanted) {
  console.error(`--fault takes one of ${kinds.join(', ')}`)
  process.exit(1)
}

// What was started ends with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

await using stage = values.url ? await openGivenStage(values.url) : await openStage({ pooler: mode, s3: values.s3 })
console.log(
  values.url
    ? `On ${values.url.join(' and ')}: only connections of clients fail.`
    : `On two of each service, with Postgres, ${mode ? `a pooler in ${mode} mode, ` : ''}NATS and Redis of their own${values.s3 ? ', and files in S3' : ''}.`,
)
for (let seed = from; seed < from + seeds; seed++) {
  const plan = planFor(seed, targetsOf(stage), wanted as Kind | undefined)
  const begun = performance.now()
  const outcome = await play(plan, stage)
  console.log(tellRun(plan, outcome, performance.now() - begun))
  if (isClean(outcome)) continue
  console.log(tellFaults(plan, outcome))
  const options = `${wanted ? ` --fault '${wanted}'` : ''}${mode ? ` --pooler ${mode}` : ''}${values.s3 ? ' --s3' : ''}`
  console.log(`To run it again: npm run prove -- --seeds 1 --from ${seed}${options}`)
  process.exitCode = 1
  break
}
