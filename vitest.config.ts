import { texts } from '@parley/web/texts'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/setup/longest-first.ts'

/**
 * Tests wait for servers and processes more than they work: four files at a time keep two cores busy. They are one project, as a process
 * goes on with the next file only where that is of the same one.
 */
export default defineConfig({
  plugins: [texts()],
  test: {
    include: [
      '{packages,services,apps}/*/{src,test}/**/*.test.{ts,tsx}',
      'gateway/{src,test}/**/*.test.ts',
      '{scripts,deploy}/**/*.test.ts',
      'tests/{integration,faults,fuzz,bench,e2e}/**/*.test.ts',
    ],
    globalSetup: ['tests/setup/backing.ts'],
    setupFiles: ['tests/setup/runs.ts'],
    pool: 'forks',
    maxWorkers: 4,
    // As many processes for all files: to load the modules again for each of them costs more than most tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Many times what they take: it ends what hangs.
    testTimeout: process.env.RUNS ? 0 : 120_000,
    hookTimeout: 240_000,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: 45_000 } },
  },
})
