/**
 * `npm run prove:planted [-- name …] [--seeds N]`: plants each bug in a copy of the code, and sees whether it is caught;
 * `nothing` is the code as it is, which must be clean. Without names, tries all. Writes `docs/proof.md`.
 */
import { availableParallelism, totalmem } from 'node:os'
import { readOptions } from '@parley/platform/options'
import { type Bug, readBugs } from './bugs.ts'
import { readResults, writePage, writeResults } from './results.ts'
import { type Trial, tryBug } from './trial.ts'

const usage = `
npm run prove:planted [-- <name> …] [--seeds <count>]

Plants bugs in copies of the code, all or those named, and sees whether each is caught. "nothing" is the code as it is.

  --seeds   how many runs with faults a bug may take to be caught; 12 by default
`

const { values, positionals: names } = readOptions({
  usage,
  takesWords: true,
  options: { seeds: { type: 'string', default: '12' } },
})
const seeds = Number(values.seeds)
const nothing = 'nothing'
const isAsked = (name: string) => names.length === 0 || names.includes(name)

const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
const today = () => new Date().toISOString().slice(0, 10)

const chosen = async (): Promise<Bug[]> => {
  const bugs = await readBugs()
  const unknown = names.find((name) => name !== nothing && !bugs.some((bug) => bug.name === name))
  if (unknown) throw new Error(`there is no bug ${unknown}`)
  return bugs.filter(({ name }) => isAsked(name))
}

const tell = (name: string, { by, runs, as, seconds, output }: Trial) => {
  console.log(`${name}: ${by ? `caught by ${by}` : 'NOT CAUGHT'}, ${runs} runs, ${seconds} s; ${as.join(', ')}`)
  if (output) console.log(output)
}

/** In the place of what was known of it before. */
const note = async ({ path: _, ...bug }: Bug, { by, runs, as, seconds }: Trial) => {
  const results = await readResults()
  const others = results.caught.filter(({ name }) => name !== bug.name)
  const all = by ? [...others, { ...bug, by, runs, as, seconds }] : others
  const caught = all.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  await writeResults({ ...results, date: today(), machine, caught })
}

const tryNothing = async () => {
  const trial = await tryBug(seeds)
  const isClean = trial.by === undefined && trial.runs === seeds
  console.log(`${nothing}: ${isClean ? 'clean' : 'FAULTY'}, ${trial.runs} runs, ${trial.seconds} s`)
  if (!isClean) console.log(trial.output ?? trial.as.join(', '))
  if (isClean) await writeResults({ ...(await readResults()), clean: trial.runs })
  else process.exitCode = 1
}

const bugs = await chosen()
if (isAsked(nothing)) await tryNothing()
for (const bug of bugs) {
  const trial = await tryBug(seeds, bug)
  tell(bug.name, trial)
  await note(bug, trial)
  if (!trial.by) process.exitCode = 1
}
writePage()
