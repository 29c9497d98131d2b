import { defineConfig } from 'vitest/config'

/** Real servers and processes do the work of most tests: two files at a time are what two cores carry. */
export default defineConfig({
  test: {
    include: [
      '{packages,services,apps}/*/{src,test}/**/*.test.{ts,tsx}',
      'gateway/{src,test}/**/*.test.ts',
      'scripts/**/*.test.ts',
      'deploy/**/*.test.ts',
      'tests/{integration,e2e,faults,fuzz,bench}/**/*.test.ts',
    ],
    globalSetup: ['tests/setup/backing.ts'],
    setupFiles: ['tests/setup/runs.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: process.env.RUNS ? 0 : 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
})
