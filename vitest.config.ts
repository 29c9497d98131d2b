import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { LongestFirst } from './tests/setup/longest-first.ts'

const shared: TestProjectInlineConfiguration['test'] = {
  setupFiles: ['tests/setup/runs.ts'],
  pool: 'forks',
  // As many processes for all files: to load the modules again for each of them costs more than most tests.
  isolate: false,
  // Many times what they take: it ends what hangs.
  testTimeout: process.env.RUNS ? 0 : 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
}

/** Tests wait for servers and processes more than they work: four files at a time keep two cores busy. */
export default defineConfig({
  test: {
    globalSetup: ['tests/setup/backing.ts'],
    maxWorkers: 4,
    teardownTimeout: 30_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'rules',
          include: ['{packages,services,apps}/*/src/**/*.test.{ts,tsx}', 'gateway/src/**/*.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'parts',
          include: [
            '{packages,services,apps}/*/test/**/*.test.{ts,tsx}',
            'gateway/test/**/*.test.ts',
            'scripts/**/*.test.ts',
            'deploy/**/*.test.ts',
          ],
        },
      },
      {
        test: { ...shared, name: 'whole', include: ['tests/{integration,faults,fuzz,bench}/**/*.test.ts'] },
      },
      {
        test: {
          ...shared,
          name: 'page',
          include: ['tests/e2e/*.test.ts'],
          globalSetup: ['tests/e2e/setup.ts'],
        },
      },
    ],
  },
})
