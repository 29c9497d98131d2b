/** What the last trial of each bug came to: `docs/proof.md` is made of it. */
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../setup/child.ts'
import type { Bug } from './bugs.ts'
import type { Trial } from './trial.ts'

export type Caught = Omit<Bug, 'path'> & Required<Pick<Trial, 'by' | 'runs' | 'as' | 'seconds'>>

export interface Results {
  /** As in "2026-11-21". */
  readonly date: string
  readonly machine: string
  /** Runs of the code as it is in which nothing was wrong. */
  readonly clean: number
  /** By the names of the bugs. */
  readonly caught: readonly Caught[]
}

const path = 'tests/faults/planted/results.json'

const none: Results = { date: '', machine: '', clean: 0, caught: [] }

export const readResults = async (): Promise<Results> =>
  readFile(join(root, path), 'utf8').then(
    (text) => JSON.parse(text) as Results,
    () => none,
  )

const run = (program: string, ...args: string[]) => {
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} has failed`)
}

export const writeResults = async (results: Results): Promise<void> => {
  await writeFile(join(root, path), JSON.stringify(results))
  run(join(root, 'node_modules/.bin/biome'), 'format', '--write', path)
}

export const writePage = (): void => run(process.execPath, 'scripts/docs.ts')
