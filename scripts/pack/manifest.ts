/** The package.json that leaves the repository, made from the one in it. */

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** Whether a package is one of this repository. */
export const ours = (name: string): boolean => name.startsWith('@parley/')

export type Format = 'esm' | 'cjs'

/** Of the repository alone: how it is built there, and that it is not published as it lies there. */
const ownFields = ['private', 'scripts', 'devDependencies']

const nameOf = (source: string): string => source.replace(/^\.\/src\//, '').replace(/\.ts$/, '')

/** What is built: the name of the file without its ending, and its source. */
export const entriesOf = (exports: Manifest['exports']): Record<string, string> =>
  Object.fromEntries(sourcesIn(exports).map(([, source]) => [nameOf(source), source]))

/** What lies beside the sources is for the repository alone. */
const sourcesIn = (exports: Manifest['exports']) =>
  Object.entries(exports).filter(([, source]) => source.startsWith('./src/'))

const conditionsOf = (built: string, formats: readonly Format[]) => ({
  import: { types: `${built}.d.ts`, default: `${built}.js` },
  ...(formats.includes('cjs') ? { require: { types: `${built}.d.cts`, default: `${built}.cjs` } } : {}),
})

/** Those that read no `exports`. */
const forOldTools = (built: string) => ({ main: `${built}.cjs`, module: `${built}.js`, types: `${built}.d.cts` })

const ofOneRelease = (names: readonly string[], version: string) =>
  Object.fromEntries(names.map((name) => [name, version]))

export interface Published {
  readonly formats: readonly Format[]
  readonly node: string
  /** What the built code still imports. */
  readonly dependencies: Readonly<Record<string, string>>
  /** What goes along besides the built code, and by itself. */
  readonly pages: readonly string[]
  readonly peers: readonly string[]
}

export const publishedManifest = (manifest: Manifest, published: Published): object => {
  const { formats, node, dependencies, pages, peers } = published
  const kept = Object.entries(manifest).filter(([field]) => !ownFields.includes(field))
  const entries = sourcesIn(manifest.exports).map(([name, source]) => [
    name,
    conditionsOf(`./dist/${nameOf(source)}`, formats),
  ])
  return {
    ...Object.fromEntries(kept),
    ...(formats.includes('cjs') ? forOldTools(`./dist/${nameOf(manifest.exports['.'] ?? '')}`) : {}),
    exports: { ...Object.fromEntries(entries), './package.json': './package.json' },
    files: ['dist', ...pages],
    engines: { node: `>=${node}` },
    dependencies,
    ...(peers.length > 0 ? { peerDependencies: ofOneRelease(peers, manifest.version) } : {}),
  }
}
