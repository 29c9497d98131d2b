import { expect, test } from 'vitest'
import { clockFaults, idleReasons, timeOfDay } from './clocks.ts'
import { readSources } from './source.ts'

test('no source measures a span by the time of day, and each that looks at it has a reason', async () => {
  const sources = await readSources()
  expect(sources.flatMap((source) => clockFaults(source).map((fault) => `${source.path} ${fault}`))).toEqual([])
  expect(idleReasons(sources)).toEqual([])
})

test.each([
  ['gateway/src/x.ts', 'const end = Date.now() + 5', 1],
  ['apps/web/src/x.tsx', 'const [now] = useState(Date.now)', 1],
  ['packages/backing/src/x.ts', 'const now = new Date()', 1],
  ['gateway/src/x.ts', 'const begun = performance.now()', 1],
  ['services/auth/src/x.ts', 'process.hrtime.bigint()', 1],
  ['packages/backing/src/x.ts', 'const begun = performance.now()', 0],
  ['apps/web/src/x.ts', 'new Date(at).toISOString()', 0],
  ['gateway/src/x.ts', '// not Date.now() here', 0],
  ['tests/faults/x.ts', 'Date.now()', 0],
  [Object.keys(timeOfDay)[0] as string, 'Date.now()', 0],
])('%s with `%s` has %i faults', (path, text, faults) => {
  expect(clockFaults({ path, text })).toHaveLength(faults)
})
