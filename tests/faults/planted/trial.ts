/** Tries whether a bug is caught: in a copy that has it, by runs with faults, or by the test file it names. */
import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { endWithUs } from '../../setup/child.ts'
import type { FaultKind } from '../history/history.ts'
import type { Bug } from './bugs.ts'
import { makeCopy } from './copy.ts'

export interface Trial {
  /** "seed 3", or the test file; undefined where nothing noticed. */
  readonly by?: string | undefined
  /** With faults, the one that caught it included. */
  readonly runs: number
  /** As what: kinds of faults, and the first complaint in words. */
  readonly as: readonly string[]
  readonly seconds: number
  /** What was said, where it was not caught. */
  readonly output?: string
}

const kinds: Readonly<Record<FaultKind, true>> = {
  lost: true,
  gap: true,
  repeated: true,
  disorder: true,
  phantom: true,
  divergence: true,
  leak: true,
  unhidden: true,
  withheld: true,
  unread: true,
  cursor: true,
}

/** Much more than a run takes on a busy machine: its own patience with what does not end is some 90 s. */
const startMs = 120_000
const runMs = 120_000
/** A test that waits for what a bug keeps from coming ends by itself, after the two minutes that vitest gives it. */
const testMs = startMs + 240_000

interface Said {
  readonly output: string
  readonly hasFailed: boolean
}

const outcome = async (child: ChildProcess): Promise<Said> => {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, errors] = await Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')))
  return { hasFailed: (await ended) !== 0, output: `${out}${errors}` }
}

const run = (folder: string, args: readonly string[], withinMs: number): Promise<Said> =>
  outcome(
    spawn(process.execPath, [...endWithUs, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: withinMs,
    }),
  )

/** Ids differ from run to run, and say nothing. */
const withoutIds = (complaint: string) => complaint.replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '…')

/** Each kind of fault once, and the first complaint in its words. */
const wrongIn = (output: string): string[] => {
  const lines =
    output
      .match(/^What is wrong.*\n((?: {2}.+\n?)+)/m)?.[1]
      ?.trimEnd()
      .split('\n') ?? []
  const told = lines.map((line) => line.trim().replace(/^complaint: /, ''))
  const kindOf = (line: string) => line.slice(0, line.indexOf(':'))
  const isKind = (line: string) => Object.hasOwn(kinds, kindOf(line))
  const complaints = told.filter((line) => !isKind(line)).map((line) => `“${withoutIds(line)}”`)
  return [...new Set(told.filter(isKind).map(kindOf)), ...complaints.slice(0, 1)]
}

const judge = ({ output }: Said): Omit<Trial, 'seconds'> => {
  const verdicts = [...output.matchAll(/^seed (\d+): (clean|FAULTY)/gm)]
  const faulty = verdicts.find(([, , verdict]) => verdict === 'FAULTY')
  if (!faulty) return { runs: verdicts.length, as: [], output }
  return { by: `seed ${faulty[1]}`, runs: verdicts.length, as: wrongIn(output) }
}

const byRuns = async (folder: string, seeds: number): Promise<Omit<Trial, 'seconds'>> =>
  judge(await run(folder, ['tests/faults/prove/main.ts', '--seeds', String(seeds)], startMs + seeds * runMs))

const byTest = async (folder: string, test: string): Promise<Omit<Trial, 'seconds'>> => {
  const { output, hasFailed } = await run(folder, ['scripts/test.ts', test, '--reporter=default', '--bail=1'], testMs)
  const failed = output.match(/Tests .*?(\d+) failed/)?.[1]
  return hasFailed && failed ? { by: test, runs: 0, as: ['a test that fails'] } : { runs: 0, as: [], output }
}

/** Without a bug: the shipped code. */
export const tryBug = async (seeds: number, bug?: Bug): Promise<Trial> => {
  const begun = performance.now()
  await using copy = await makeCopy(bug?.path)
  const trial = bug?.test ? await byTest(copy.folder, bug.test) : await byRuns(copy.folder, seeds)
  return { ...trial, seconds: Math.round((performance.now() - begun) / 1_000) }
}
