import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface Mode {
  readonly path: string
  readonly mode: number
  readonly isSocket: boolean
}

/** Of the folder and of all that lies in it. */
export async function modesIn(folder: string): Promise<Mode[]> {
  const names = await readdir(folder, { recursive: true })
  const paths = [folder, ...names.map((name) => join(folder, name))]
  // A server may remove a file of its own meanwhile.
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)))
  return found.flatMap((entry, place) =>
    entry ? [{ path: paths[place] as string, mode: entry.mode & 0o777, isSocket: entry.isSocket() }] : [],
  )
}

/** What others than the owner may do something with. */
export const openToOthers = async (folder: string): Promise<string[]> =>
  (await modesIn(folder)).filter(({ mode }) => mode & 0o077).map(({ path, mode }) => `${mode.toString(8)} ${path}`)
