import fc from 'fast-check'
import type { MemoryWatch } from './memory-watch.ts'
import type { Property } from './properties/index.ts'
import type { Target } from './target.ts'

/** The share of the inputs after which caches are filled and code is compiled. */
const warmShare = 0.1
/** Runs of a property between two looks at how far it has come. */
const runsAtOnce = 25
/** Each property is tried by so many at the same time. */
const lanes = 4
/** What is not answered by then holds the gateway up. */
const hangsMs = 90_000
const progressMs = 10_000

export interface Attack {
  readonly target: Target
  readonly memory: MemoryWatch
  readonly properties: readonly Property[]
  readonly inputs: number
  readonly seed: number
  goesOn(): boolean
}

const startReporting = ({ tally }: Target, memory: MemoryWatch) => {
  const begun = performance.now()
  const report = () => {
    memory.look()
    const perSecond = tally.total / ((performance.now() - begun) / 1_000)
    console.log(`${tally.total} inputs, ${perSecond.toFixed(0)} a second`)
  }
  const reporting = setInterval(report, progressMs)
  return () => {
    clearInterval(reporting)
    report()
  }
}

/**
 * All properties at the same time, while it goes on, until each has had its share of the inputs or one does not hold.
 * Resolves to the reports of those that do not: where the platform went down, of all that were being tried just then.
 */
export const attack = async ({
  target,
  memory,
  properties,
  inputs,
  seed,
  goesOn,
}: Attack): Promise<readonly string[]> => {
  const shares = properties.reduce((sum, { share }) => sum + share, 0)
  const seeds = new Map(properties.map(({ kind }) => [kind, seed]))
  const failures: string[] = []

  const tryOnce = async ({ kind, of }: Property) => {
    const at = seeds.get(kind) ?? seed
    seeds.set(kind, at + 1)
    const details = await fc.check(of(target), { seed: at, numRuns: runsAtOnce, timeout: hangsMs })
    if (details.counterexample === null) return
    const again = `Again: npm run fuzz -- --kind '${kind}' --seed ${at} --inputs 1`
    failures.push(`${kind}: ${await fc.asyncDefaultReportMessage(details)}\n${details.errorInstance}\n${again}`)
  }
  const run = async (property: Property, upTo: number) => {
    const wanted = (upTo * property.share) / shares
    while (target.tally.of(property.kind) < wanted && failures.length === 0 && goesOn()) await tryOnce(property)
  }

  const stopReporting = startReporting(target, memory)
  const runAll = (upTo: number) =>
    Promise.all(properties.flatMap((property) => Array.from({ length: lanes }, () => run(property, upTo))))
  await runAll(inputs * warmShare)
  await memory.warm()
  await runAll(inputs)
  stopReporting()
  return failures
}
