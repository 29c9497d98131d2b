/** `docs/proof.md`: the bugs that were planted, and what caught each of them, from the last trials. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../repository.ts'
import { code, table } from './markdown.ts'
import { fill, generated, readFragments } from './template.ts'

interface Caught {
  readonly name: string
  readonly what: string
  readonly seen: string
  /** A seed, or the test file that it was left to. */
  readonly by: string
  readonly test?: string
  readonly runs: number
  readonly as: readonly string[]
}

interface Results {
  readonly date: string
  readonly machine: string
  readonly clean: number
  readonly caught: readonly Caught[]
}

const head = ['Bug', 'The mistake', 'What somebody would notice', 'Caught by', 'As']

const row = ({ name, what, seen, by, test, runs, as }: Caught) => [
  code(name),
  what,
  seen,
  test ? code(test) : `${by}, run ${runs}`,
  as.join(', '),
]

const tableOf = (caught: readonly Caught[]) => table(head, caught.map(row))

export const proofPage = async (): Promise<string> => {
  const prose = await readFragments(new URL('./proof/', import.meta.url))
  const results = await readFile(join(root, 'tests/faults/planted/results.json'), 'utf8')
  const { date, machine, clean, caught } = JSON.parse(results) as Results
  const parts = {
    byRuns: tableOf(caught.filter(({ test }) => !test)),
    byTests: tableOf(caught.filter(({ test }) => test)),
    date,
    machine,
    clean: String(clean),
  }
  return generated(fill(prose, parts))
}
