import fc from 'fast-check'
import type { Platform } from '../bench/platform.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { Property } from './properties/index.ts'
import type { Target } from './target.ts'

/** The share of the inputs after which caches are filled and code is compiled. */
const warmShare = 0.1
/** Runs of a property between two looks at how far it has come. */
const runsAtOnce = 25
/** An input that is not answered by then holds the gateway up. */
const hangsMs = 90_000
const progressMs = 10_000

export interface Attack {
  readonly target: Target
  readonly platform: Platform
  readonly memory: MemoryWatch
  readonly properties: readonly Property[]
  readonly inputs: number
  readonly seed: number
}

/** Whether a process is gone or has found a fault of its own: then nothing more needs to be tried. */
const isHurt = ({ parts }: Platform): boolean => parts.some(({ ended, faults }) => ended !== null || faults.length > 0)

/** Resolves when all properties have had their share of the inputs; to the report of the first that does not hold. */
export const attack = async ({
  target,
  platform,
  memory,
  properties,
  inputs,
  seed,
}: Attack): Promise<string | undefined> => {
  const { tally } = target
  const shares = properties.reduce((sum, { share }) => sum + share, 0)
  const begun = performance.now()
  const next = new Map<string, number>()
  let failure: string | undefined

  /** Goes on from the seed where an earlier run has ended, up to so many inputs of all kinds. */
  const run = async ({ kind, share, of }: Property, inputs: number) => {
    const property = of(target)
    while (tally.of(kind) < (inputs * share) / shares && !failure && !isHurt(platform)) {
      const at = next.get(kind) ?? seed
      next.set(kind, at + 1)
      const details = await fc.check(property, { seed: at, numRuns: runsAtOnce, timeout: hangsMs })
      if (!details.failed) continue
      const again = `Again: npm run fuzz -- --kind '${kind}' --seed ${at} --inputs 1`
      failure = `${kind}: ${await fc.asyncDefaultReportMessage(details)}\n${again}`
    }
  }
  const report = () => {
    memory.look()
    const perSecond = tally.total / ((performance.now() - begun) / 1_000)
    console.log(`${tally.total} inputs, ${perSecond.toFixed(0)} a second`)
  }
  const reporting = setInterval(report, progressMs)
  await Promise.all(properties.map((property) => run(property, inputs * warmShare)))
  await memory.warm()
  await Promise.all(properties.map((property) => run(property, inputs)))
  clearInterval(reporting)
  report()
  return failure
}
