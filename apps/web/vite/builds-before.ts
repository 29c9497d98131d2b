/** Keeps the assets of the builds before: a page that somebody has open, or another server hands out, still names them. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Builds whose assets are there at once: this one and those before. */
const mostBuilds = 3

/** In the folder of the page, and served to nobody: it begins with a dot. Newest first, the names of the assets of each. */
const list = '.builds.json'

type Builds = readonly (readonly string[])[]

const sourceOf = (file: string): string => file.replace(/\.(?:br|gz)$/, '')

const assetsIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(folder, 'assets'))).filter((file) => file === sourceOf(file))

/** Without a list, what lies there is the build before. */
const readBuilds = async (folder: string): Promise<Builds> => {
  try {
    return JSON.parse(await readFile(join(folder, list), 'utf8')) as Builds
  } catch {
    return [(await assetsIn(folder)).sort()]
  }
}

/** The same build again is not another one. */
export const withBuild = (builds: Builds, built: readonly string[]): Builds =>
  [built, ...builds.filter((build) => build.join() !== built.join())].slice(0, mostBuilds)

const removeAssets = async (folder: string, builds: Builds): Promise<void> => {
  const kept = new Set(builds.flat())
  for (const file of await readdir(folder)) if (!kept.has(sourceOf(file))) await rm(join(folder, file))
}

export const buildsBefore = (): Plugin => ({
  name: 'parley-builds-before',
  apply: 'build',
  config: () => ({ build: { emptyOutDir: false } }),
  async writeBundle({ dir = '' }, bundle) {
    const built = Object.keys(bundle).flatMap((path) =>
      path.startsWith('assets/') ? [path.slice('assets/'.length)] : [],
    )
    const builds = withBuild(await readBuilds(dir), built.sort())
    await removeAssets(join(dir, 'assets'), builds)
    await writeFile(join(dir, list), JSON.stringify(builds))
  },
})
