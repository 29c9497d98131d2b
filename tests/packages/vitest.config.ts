import { defineConfig } from 'vitest/config'

/** Apart from the other tests, because they build and pack first, and install from the registry: `npm run test:packages`. */
export default defineConfig({
  test: {
    include: ['tests/packages/*.test.ts'],
    globalSetup: ['tests/setup/backing.ts', 'tests/packages/setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
})
