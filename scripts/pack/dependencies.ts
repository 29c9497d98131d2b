/** What a package is made of, and what it still imports from others once it is built. */
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, ours } from './manifest.ts'
import { readManifest, root } from './published.ts'

const outside = ({ dependencies = {} }: Manifest) => Object.entries(dependencies).filter(([name]) => !ours(name))

const gather = async (place: string, peers: readonly string[], known: Map<string, Manifest>): Promise<void> => {
  const path = await realpath(place)
  if (known.has(path)) return
  const manifest = await readManifest(join(path, 'package.json'))
  known.set(path, manifest)
  const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter(ours)
  for (const name of names.filter((name) => !peers.includes(name)))
    await gather(join(path, 'node_modules', name), peers, known)
}

type Parts = ReadonlyMap<string, Manifest>

/** The packages of the repository that this one is made of, by their folders, itself included. */
export const partsOf = async (folder: string, peers: readonly string[] = []): Promise<Parts> => {
  const known = new Map<string, Manifest>()
  await gather(join(root, folder), peers, known)
  return known
}

export const importedBy = async (folder: string, peers?: readonly string[]): Promise<Record<string, string>> => {
  const all = [...(await partsOf(folder, peers)).values()].flatMap(outside)
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}
