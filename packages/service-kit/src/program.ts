/** The programs of this repository, as its tests start them. */
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The source of a process of the platform, by its name; from the root. */
export const sourceOf = (name: string): string =>
  name === 'gateway' ? 'gateway/src/main.ts' : `services/${name}/src/main.ts`

/** What to run for a source, by its path from the root: what a run of the tests has made of it, where it has. Another release's is left as it is. */
export const programOf = (path: string): string => {
  const source = resolve(root, path)
  const { BUNDLED } = process.env
  if (!BUNDLED || !source.startsWith(root)) return source
  const made = join(BUNDLED, relative(root, source).replace(/\.ts$/, '.mjs'))
  return existsSync(made) ? made : source
}

/** Environment of processes that are given one of their own: what Node has compiled is kept between all that a run of the tests starts. */
export const compiled: Readonly<Record<string, string>> = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' }
