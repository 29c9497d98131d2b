/** The bugs: patches of the shipped code, each with what it does and how somebody would notice. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Bug {
  readonly name: string
  /** Of the patch. */
  readonly path: string
  /** The mistake. */
  readonly what: string
  /** What somebody who uses the platform would notice. */
  readonly seen: string
  /** The test file that is to catch it, where that is not for the runs with faults. */
  readonly test?: string | undefined
}

const folder = new URL('./', import.meta.url)

const lineOf = (text: string, key: string): string | undefined => text.match(new RegExp(`^${key}: (.+)$`, 'm'))?.[1]

const readBug = async (name: string): Promise<Bug> => {
  const url = new URL(`${name}.patch`, folder)
  const head = (await readFile(url, 'utf8')).split('\ndiff ')[0] ?? ''
  const [what, seen] = [lineOf(head, 'what'), lineOf(head, 'seen')]
  if (!what || !seen) throw new Error(`${name}.patch does not say what it does, or what is seen of it`)
  return { name, path: fileURLToPath(url), what, seen, test: lineOf(head, 'test') }
}

/** In the order of their names. */
export const readBugs = async (): Promise<Bug[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.patch'))
  const names = files.map((file) => file.replace(/\.patch$/, '')).sort()
  return await Promise.all(names.map(readBug))
}
