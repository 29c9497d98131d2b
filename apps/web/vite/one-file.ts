/**
 * What is named comes in one file, with all that it needs and what comes later needs too: a file that imports another one is asked for again in
 * vain where that other did not come. What the first script brings along stays there.
 */
import { join } from 'node:path'
import type { Rollup } from 'vite'

type Modules = Pick<Rollup.PluginContext, 'getModuleInfo'>

const src = join(import.meta.dirname, '../src')

/** A module, and all that it imports at once. */
const reached = (from: string, modules: Modules): ReadonlySet<string> => {
  const all = new Set<string>()
  const add = (id: string) => {
    if (all.has(id)) return
    all.add(id)
    for (const other of modules.getModuleInfo(id)?.importedIds ?? []) add(other)
  }
  add(from)
  return all
}

/** `main` comes first, and `start` with all that it needs behind it, in a file of that name. */
export const inOneFile = (main = 'main.ts', start = 'start.tsx') => {
  let own: ReadonlySet<string> | undefined
  const find = (modules: Modules): ReadonlySet<string> => {
    const first = reached(join(src, main), modules)
    return new Set([...reached(join(src, start), modules)].filter((id) => !first.has(id)))
  }
  return {
    /** Not what the first script has of it. */
    includeDependenciesRecursively: false,
    groups: [
      {
        debugName: 'start',
        name: (id: string, modules: Modules) => {
          own ??= find(modules)
          return own.has(id) ? 'start' : null
        },
      },
    ],
  }
}
