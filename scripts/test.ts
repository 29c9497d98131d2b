import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVitest, parseCLI } from 'vitest/node'

/** Everything that tests leave behind lies in one folder, so that a run that is interrupted leaves nothing either. */
const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
process.env.TMPDIR = folder
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

/** All tests, or those in files whose path contains one of the arguments; vitest's own options work too. */
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await createVitest({ ...options, watch: false })
try {
  await vitest.start(filter)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await vitest.close()
}
