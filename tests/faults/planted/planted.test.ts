import { expect, test } from 'vitest'
import { readBugs } from './bugs.ts'
import { checkPatch } from './copy.ts'
import { readResults } from './results.ts'
import { supersededIn } from './superseded.ts'
import { tryBug } from './trial.ts'

const bugs = await readBugs()

test.each(bugs)('the bug $name can still be planted, and where it runs', async ({ path }) => {
  await checkPatch(path)
  expect(await supersededIn(path)).toEqual([])
})

/** Those that were planted since the last run over all are not among them: `npm run prove:planted` tries them. */
test('each of at least 30 bugs that were tried was caught the last time, most of them by runs with faults', async () => {
  const { caught } = await readResults()
  const told = caught.map(({ name, what, seen, test: by }) => ({ name, what, seen, test: by }))
  const tried = bugs.filter(({ name }) => caught.some((one) => one.name === name))
  expect(told).toEqual(tried.map(({ path: _, ...bug }) => bug))
  expect(caught.length).toBeGreaterThanOrEqual(30)
  expect(caught.filter(({ runs }) => runs > 0).length).toBeGreaterThanOrEqual(28)
})

/** Those that any run meets, whatever its faults. */
const everyday = ['repeat-answered-anew']

test.each(everyday)('a run or two catch %s', { timeout: 400_000 }, async (name) => {
  const bug = bugs.find((one) => one.name === name)
  const { by, output } = await tryBug(3, bug)
  expect(by, output).toMatch(/^seed \d$/)
})
