import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { root } from '../repository.ts'
import { homeOf, outside } from './import-rules.ts'

const known = new Map<string, Set<string>>()

/**
 * What is wrong with an import of a package that the file's own package does not name: it works here, where the root
 * has it installed, and not where the package is deployed. Tests may use what the root names.
 */
export function undeclaredFault(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return undefined
  const [name = ''] = specifier.match(/^(@[^/]+\/)?[^/]+/) ?? []
  const home = homeOf(path)
  if (!outside.includes(home) && (name === ownName(home) || names(declared(home), name))) return undefined
  if (isTest(path, home) && names(declared('.'), name)) return undefined
  return `${outside.includes(home) ? 'the root' : home} does not declare ${name}`
}

/** Of some packages there are types alone. */
const names = (declared: ReadonlySet<string>, name: string) => declared.has(name) || declared.has(`@types/${name}`)
const isTest = (path: string, home: string) => outside.includes(home) || /\/test\/|\.test\.tsx?$/.test(path)
const ownName = (home: string) => manifest(home).name

function declared(home: string): Set<string> {
  const found = known.get(home)
  if (found) return found
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest(home)
  const names = new Set(
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies }),
  )
  known.set(home, names)
  return names
}

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const manifest = (home: string): Manifest => JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8'))
