/** `parley` in a process of its own. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const { BUNDLED, NODE_COMPILE_CACHE = '' } = process.env

/** What a run of the tests has made of the sources, which loads quicker. */
export const main = BUNDLED
  ? join(BUNDLED, 'packages/platform/src/main.mjs')
  : fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Kept between the processes that the tests of a run start: most of what one takes is reading our sources. */
export const compiled: Readonly<Record<string, string>> = { NODE_COMPILE_CACHE }
