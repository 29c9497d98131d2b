import { defineConfig } from 'vitest/config'

/** Apart from the other tests, because they need a container engine and build images first: `npm run test:containers`. */
export default defineConfig({
  test: {
    include: ['tests/containers/*.test.ts'],
    globalSetup: ['tests/containers/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
