/** What a built package still imports from others. */
import { join } from 'node:path'
import { type Manifest, ours } from './manifest.ts'
import { readManifest, root } from './published.ts'

const outside = ({ dependencies = {} }: Manifest) => Object.entries(dependencies).filter(([name]) => !ours(name))

/** The packages of the repository that this one is made of, itself included. */
const partsOf = async (
  path: string,
  peers: readonly string[],
  known = new Map<string, Manifest>(),
): Promise<Map<string, Manifest>> => {
  if (known.has(path)) return known
  const manifest = await readManifest(join(path, 'package.json'))
  known.set(path, manifest)
  const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter(
    (name) => ours(name) && !peers.includes(name),
  )
  for (const name of names) await partsOf(join(path, 'node_modules', name), peers, known)
  return known
}

export const importedBy = async (folder: string, peers: readonly string[]): Promise<Record<string, string>> => {
  const parts = [...(await partsOf(join(root, folder), peers)).values()]
  const all = parts.flatMap(outside)
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}
