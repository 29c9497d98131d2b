/** `parley` in a process of its own. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const { BUNDLED, NODE_COMPILE_CACHE = '' } = process.env

/** It finds the processes of the platform by their packages. */
export const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** For tasks of operators: what a run of the tests has made of it, which loads quicker. */
export const main = BUNDLED ? join(BUNDLED, 'packages/platform/src/main.mjs') : source

/** Kept between the processes that the tests of a run start: most of what one takes is reading our sources. */
export const compiled: Readonly<Record<string, string>> = { NODE_COMPILE_CACHE }
