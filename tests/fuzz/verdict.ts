import { isDeepStrictEqual } from 'node:util'
import type { Bystanders } from '../setup/bystanders.ts'
import type { Processes } from '../setup/processes.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { Target } from './target.ts'

export interface Outcome {
  readonly target: Target
  readonly platform: Processes
  readonly memory: MemoryWatch
  readonly bystanders: Bystanders
  readonly failures: readonly string[]
}

type Check = readonly [what: string, holds: boolean]

const checkOthers = async (bystanders: Bystanders): Promise<Check> => {
  try {
    const { sent, arrived, slowest } = await bystanders.stop()
    const what = `two good clients had their ${sent.length} messages once and in order`
    return [`${what}, the slowest after ${slowest.toFixed(0)} ms`, isDeepStrictEqual(sent, arrived)]
  } catch (reason) {
    return [`two good clients were served (${reason})`, false]
  }
}

const printTally = ({ tally }: Target): void => {
  const { good, refused, closed } = tally.outcomes
  const lines = [...tally.inputs, ['in all', tally.total], ['good', good], ['refused', refused], ['closed', closed]]
  for (const [what, count] of lines) console.log(`${String(what).padEnd(32)}${String(count).padStart(9)}`)
}

/** Prints what was tried and what came of it; whether all that is promised held. */
export const judge = async ({
  target,
  platform: { parts },
  memory,
  bystanders,
  failures,
}: Outcome): Promise<boolean> => {
  const others = await checkOthers(bystanders)
  const { isBounded, told } = await memory.judge()
  const faults = parts.flatMap((part) => part.faults)
  const checks: readonly Check[] = [
    ['every property held', failures.length === 0],
    [`no process ended (${parts.map(({ pid }) => pid).join(', ')})`, !parts.some(({ hasCrashed }) => hasCrashed)],
    ['no process has logged a fault of its own', faults.length === 0],
    [`memory of auth/chat/gateway is bounded: ${told}`, isBounded],
    others,
  ]
  printTally(target)
  for (const [what, holds] of checks) console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`)
  for (const line of [...faults, ...failures]) console.log(`\n${line}`)
  return checks.every(([, holds]) => holds)
}
