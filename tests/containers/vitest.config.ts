import { defineConfig } from 'vitest/config'

/** Apart from the other tests, because they need a container engine and build images first: `npm run test:containers`. */
export default defineConfig({
  test: {
    include: [
      'tests/containers/*.test.ts',
      // Tried in the process of the tests already, by `npm test`; what is promised of both ways has to hold for containers too.
      'packages/testcontainers/test/*.test.ts',
      'tests/integration/game-lobby.test.ts',
    ],
    env: { PARLEY_RUNTIME: 'container', PARLEY_IMAGE: 'parley-test:standalone' },
    globalSetup: ['tests/containers/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
