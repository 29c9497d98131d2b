/** What a package of the repository brings along, as it is installed: its dependencies, theirs, and so on. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  /** As packages of long ago say it. */
  readonly licenses?: readonly { readonly type: string }[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
}

export interface Installed {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly folder: string
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** Where Node would find it for code in this folder; nowhere where an optional one is not installed. */
const findFrom = (folder: string, name: string): string | undefined => {
  const found = join(folder, 'node_modules', name)
  if (existsSync(found)) return realpathSync(found)
  return dirname(folder) === folder ? undefined : findFrom(dirname(folder), name)
}

/** Of one machine alone: a part of the package that asks for it, under the licence of that. */
const isOfOneMachine = ({ os, cpu }: Manifest): boolean => os !== undefined || cpu !== undefined

const visit = (folder: string, isLeftOut: (name: string) => boolean, seen: Map<string, Manifest>): void => {
  const { dependencies, optionalDependencies } = manifestIn(folder)
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = isLeftOut(name) ? undefined : findFrom(folder, name)
    if (found === undefined || seen.has(found) || isOfOneMachine(manifestIn(found))) continue
    seen.set(found, manifestIn(found))
    visit(found, isLeftOut, seen)
  }
}

const licenseOf = ({ license, licenses = [] }: Pick<Manifest, 'license' | 'licenses'>): string =>
  license ?? licenses.map(({ type }) => type).join(' AND ')

/** Packages of others, by name and version. */
export const installedFor = (folder: string, isLeftOut: (name: string) => boolean = () => false): Installed[] => {
  const seen = new Map<string, Manifest>()
  visit(folder, isLeftOut, seen)
  const others = [...seen].filter(([, { name }]) => !name.startsWith('@parley/'))
  const rows = others.map(([at, { name, version, ...said }]) => ({
    name,
    version,
    license: licenseOf(said),
    folder: at,
  }))
  const byName = new Map(rows.map((row) => [`${row.name} ${row.version}`, row]))
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}
