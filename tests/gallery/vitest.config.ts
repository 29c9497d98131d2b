import { defineConfig } from 'vitest/config'

/** Pictures of every screen and state of the web page, for people to look at: `npm run gallery`. */
export default defineConfig({
  test: {
    include: ['tests/gallery/gallery.test.ts'],
    globalSetup: ['tests/setup/backing.ts'],
    setupFiles: ['tests/setup/runs.ts'],
    pool: 'forks',
    testTimeout: 900_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
})
