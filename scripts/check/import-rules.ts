import { posix } from 'node:path'
import { owners } from '@parley/protocol'

/** The gateway and all services, which run as processes. */
const processes = owners.map((name) => `@parley/${name}`)

/** What each package of ours may import of the others. Whatever is not listed is forbidden; npm packages are another matter. */
const mayImport: Record<string, readonly string[]> = {
  gateway: ['@parley/protocol', '@parley/wire', '@parley/service-kit'],
  'services/chat': ['@parley/markdown', '@parley/protocol', '@parley/wire', '@parley/service-kit'],
  'services/files': ['@parley/markdown', '@parley/protocol', '@parley/wire', '@parley/service-kit'],
  'services/*': ['@parley/protocol', '@parley/wire', '@parley/service-kit'],
  'packages/protocol': [],
  'packages/backing': [],
  'packages/markdown': [],
  'packages/wire': ['@parley/protocol'],
  'packages/service-kit': ['@parley/protocol', '@parley/wire'],
  'packages/client': ['@parley/protocol'],
  'packages/platform': [...processes, '@parley/protocol', '@parley/wire', '@parley/service-kit', '@parley/backing'],
  'apps/*': ['@parley/client', '@parley/markdown', '@parley/protocol'],
  'packages/ui': ['@parley/web'],
  'packages/testcontainers': ['@parley/backing', '@parley/client', '@parley/platform', '@parley/protocol'],
  'examples/*': ['@parley/client', '@parley/testcontainers', '@parley/ui'],
}

/** The packages that stand on none of the rules above: they see the product from outside, as a user or an operator does. */
export const outside: readonly string[] = ['tests', 'scripts', 'deploy']

/** What is wrong with this import, or nothing. `path` is relative to the repository. */
export function importFault(path: string, specifier: string): string | undefined {
  const home = homeOf(path)
  if (specifier.startsWith('.'))
    return climbs(path, specifier, home) ? `climbs out of ${home} to ${specifier}` : undefined
  const [ours] = specifier.match(/^@parley\/[^/]+/) ?? []
  if (!ours || outside.includes(home) || ours === `@parley/${posix.basename(home)}`) return undefined
  const allowed = mayImport[home] ?? mayImport[home.replace(/\/.*/, '/*')] ?? []
  return allowed.includes(ours) ? undefined : `${home} may not import ${specifier}`
}

/** The package that a file belongs to. */
export function homeOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return ['services', 'packages', 'apps', 'examples'].includes(first) ? `${first}/${second}` : first
}

const climbs = (path: string, specifier: string, home: string) =>
  !posix.join(posix.dirname(path), specifier).startsWith(`${home}/`)
