/** Counts answers to commands, by command and outcome, and errors by name. */
import { type CommandName, type ErrorBody, errors } from '@parley/protocol'
import type { Count, Series } from './metrics/metrics.ts'

const outcomes = ['ok', 'error'] as const

export interface AnswerCounts {
  answered(command: string, outcome: (typeof outcomes)[number]): void
  error(body: ErrorBody): void
}

/** Every series is there from the start: who looks for a change finds the first one too. */
export const countAnswers = (
  answers: Count<Readonly<Record<'command' | 'outcome', string>>>,
  failures: Count<Readonly<Record<'name' | 'code', string>>>,
  commands: readonly CommandName[],
): AnswerCounts => {
  const byOutcome = (command: string) => ({
    ok: answers.of({ command, outcome: 'ok' }),
    error: answers.of({ command, outcome: 'error' }),
  })
  const byCommand = new Map<string, Record<(typeof outcomes)[number], Series>>(
    commands.map((command) => [command, byOutcome(command)]),
  )
  const byName = new Map<string, Series>(
    Object.entries(errors).map(([name, { code }]) => [name, failures.of({ name, code: String(code) })]),
  )
  const add = (series: Series | undefined) => {
    if (series) series.value++
  }
  return {
    answered: (command, outcome) => add(byCommand.get(command)?.[outcome]),
    error: ({ name }) => add(byName.get(name)),
  }
}
