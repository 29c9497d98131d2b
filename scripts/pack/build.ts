/** Builds the packages that leave the repository: JavaScript, declarations and maps, with all `@parley/…` code in them. */
import { cp, glob, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildElements } from '@parley/ui/build'
import { inlined } from '@parley/web/inlined'
import { build as bundle, type UserConfig } from 'tsdown'
import { partsOf } from './dependencies.ts'
import { entriesOf, type Manifest, ours } from './manifest.ts'
import { type Recipe, root } from './published.ts'

const isOfOthers = (id: string) => !/^[./\0]/.test(id) && !ours(id)

/**
 * In one file for each entry and format, TypeBox included, which has no CommonJS. Its declarations stay its own: TypeScript
 * does not take them put together.
 */
const inOneFile: UserConfig = {
  platform: 'neutral',
  deps: { alwaysBundle: [/^@parley\//, /^typebox/], onlyBundle: ['typebox'], dts: { neverBundle: [/^typebox/] } },
}

/** Each file stays one, in the folders of the repository: some find others beside themselves. */
const asFiles = (peers: readonly string[]): UserConfig => ({
  platform: 'node',
  unbundle: true,
  root,
  deps: {
    alwaysBundle: [new RegExp(`^@parley/(?!(${peers.map((peer) => peer.replace('@parley/', '')).join('|')})$)`)],
    neverBundle: (id) => isOfOthers(id) || peers.includes(id),
  },
})

/** Of what the package is made of alone: declarations of the whole repository take ten seconds, for each format. */
const tsconfigOf = async (folder: string, peers: readonly string[]): Promise<string> => {
  const path = join(root, folder, 'node_modules/.declarations.json')
  const include = [...(await partsOf(folder, peers)).keys()].map((part) => join(part, 'src'))
  await writeFile(path, JSON.stringify({ extends: join(root, 'tsconfig.json'), include, exclude: ['**/*.test.ts'] }))
  return path
}

/** As their page is built; the declarations are of what they say of themselves. */
const buildOfElements = async (folder: string, { exports }: Manifest): Promise<void> => {
  await buildElements()
  await bundle({
    config: false,
    cwd: join(root, folder),
    entry: entriesOf(exports),
    format: ['esm'],
    clean: false,
    dts: { generator: 'oxc', emitDtsOnly: true, sourcemap: false },
    fixedExtension: false,
    logLevel: 'error',
  })
}

export const build = async (folder: string, manifest: Manifest, recipe: Recipe): Promise<void> => {
  if (recipe.isOfElements) return buildOfElements(folder, manifest)
  const { exports } = manifest
  const { formats, node, files, peers = [] } = recipe
  const dist = join(root, folder, 'dist')
  await rm(dist, { recursive: true, force: true })
  await bundle({
    ...(files ? asFiles(peers) : inOneFile),
    config: false,
    cwd: join(root, folder),
    entry: entriesOf(exports),
    format: [...formats],
    target: `node${node}`,
    // Without maps, as their sources do not go along; those of the code hold their sources.
    dts: { sourcemap: false, tsconfig: await tsconfigOf(folder, peers) },
    sourcemap: true,
    fixedExtension: false,
    plugins: [inlined()],
    logLevel: 'error',
  })
  for await (const path of glob(files ?? [], { cwd: root })) await cp(join(root, path), join(dist, path))
}
