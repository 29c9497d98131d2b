/** What a run came to, in words. */
import { smallest } from '../history/smallest.ts'
import { tell } from '../history/tell.ts'
import { type Plan, tellStep } from './plan.ts'
import type { Outcome } from './run.ts'

const count = (all: Iterable<unknown>) => [...all].length

export const isClean = ({ faults, complaints }: Outcome): boolean => faults.length + complaints.length === 0

export const tellRun = ({ seed, steps }: Plan, outcome: Outcome, ms: number): string => {
  const { acknowledged, tried, seen } = outcome.history
  const sights = [...seen.values()].reduce((sum, client) => sum + count(client.sights), 0)
  return (
    `seed ${seed}: ${isClean(outcome) ? 'clean' : 'FAULTY'}; ${steps.length} faults, ` +
    `${count(acknowledged)} of ${count(tried)} messages taken, ${sights} sights, ${(ms / 1_000).toFixed(1)} s`
  )
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n')

/** What was done to the platform, what is wrong, and the smallest history that shows it. */
export const tellFaults = ({ steps }: Plan, { history, faults, complaints }: Outcome): string => {
  const kinds = Map.groupBy(faults, ({ fault }) => fault)
  const [first] = faults
  return [
    'What was done:',
    indented(steps.map(tellStep)),
    'What is wrong:',
    indented([...[...kinds].map(([kind, all]) => `${kind}: ${all.length}`), ...complaints]),
    ...(first ? ['The smallest history that shows it:', tell(smallest(history, first))] : []),
  ].join('\n')
}
