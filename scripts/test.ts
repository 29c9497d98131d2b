import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { constants, freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { refuse } from '@parley/platform/options'
import { createCLI, createVitest } from 'vitest/node'

const usage = `
npm test [-- <part of a path> …] [options of vitest]

Runs all tests, or those in files whose path contains one of the words, on servers of their own.

  --testNamePattern, -t <pattern>   those whose title matches
  --reporter verbose                a line for each test
  --config <file>                   as npm run test:containers does

What they write lies in memory where there is room (8 GB in /dev/shm), or in TMPDIR where that is set.
Vitest has more options; one that it does not know is refused.
`

/** Vitest would print its own help, and with a stack what it does not know. */
const asked = (() => {
  // A “--” too many would hide the rest from vitest, and all tests would run, for which nobody had asked.
  const args = process.argv[2] === '--' ? process.argv.slice(3) : process.argv.slice(2)
  if (args.some((word) => word === '--help' || word === '-h')) {
    console.log(usage.trim())
    process.exit(0)
  }
  try {
    const cli = createCLI()
    const { args: filter, options } = cli.parse(['node', 'vitest', 'run', ...args], { run: false })
    cli.matchedCommand?.checkUnknownOptions()
    return { filter: [...filter], options }
  } catch (reason) {
    return refuse((reason as Error).message, usage)
  }
})()

/**
 * In memory, where Linux has a place for that with room for all of it: databases are thousands of files each, and to make them on a disk is
 * a third of all work. Not where programs may not be started from it, and not where another place is named.
 */
const placeOfTests = (): string => {
  const [path, most] = ['/dev/shm', 8 * 2 ** 30]
  if (process.env.TMPDIR || !existsSync('/proc/mounts')) return tmpdir()
  const [, , kind, options = 'noexec'] =
    readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, where]) => where === path) ?? []
  if (kind !== 'tmpfs' || options.split(',').includes('noexec')) return tmpdir()
  const { bavail, bsize } = statfsSync(path)
  return Math.min(bavail * bsize, freemem()) > most ? path : tmpdir()
}

/** Everything that tests leave behind lies in one folder, so that a run that is interrupted leaves nothing either. */
const folder = mkdtempSync(join(placeOfTests(), 'parley-test-'))
// Servers that run as users of their own go through it.
chmodSync(folder, 0o711)
process.env.TMPDIR = folder
/** Tests start hundreds of processes from the same files: each is compiled once. */
process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
process.env.BUNDLED = join(folder, 'bundled')
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

const vitest = await createVitest({ ...asked.options, watch: false })
try {
  await vitest.start(asked.filter)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await vitest.close()
}
