import type { Environment } from '@parley/service-kit'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { WorldOptions } from '../setup/world.ts'
import { describeInBrowser } from './chromium.ts'
import { type Site, startSite } from './site.ts'

/** Tests of the web page, on a platform of their own. A browser that complains fails the test that it was used in. `env` is for all of its parts. */
export const describeOnPage = (
  name: string,
  tests: (site: () => Site) => void,
  env: Environment = {},
  more: Pick<WorldOptions, 'files'> = {},
): void =>
  describeInBrowser(`on the web page, ${name}`, () => {
    let site: Site
    beforeAll(async () => {
      site = await startSite(inject('backing'), env, more)
    })
    afterAll(() => site?.[Symbol.asyncDispose]())
    afterEach(async () => {
      await site.closePages()
      expect(site.complaints()).toEqual([])
    })
    tests(() => site)
  })
