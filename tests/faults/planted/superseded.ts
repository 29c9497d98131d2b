/** Functions of the database that a later migration replaces: a bug in one of them is planted where nothing runs. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { root } from '../../setup/child.ts'

const isMigration = (file: string) => /\/migrations\/[^/]+\.sql$/.test(file)
const made = /^create (?:or replace )?function (\w+)/
/** One that is made anew or dropped, or goes on by another name. */
const ended = /^(?:create (?:or replace )?|drop |alter )function (\w+)(?:[^;]* rename to (\w+);)?/gm

/** The function whose text holds this line, from 1. */
const functionAt = (sql: string, line: number): string | undefined =>
  sql
    .split('\n')
    .slice(0, line)
    .findLast((text) => made.test(text) || /^\$\$/.test(text))
    ?.match(made)?.[1]

interface Hunk {
  readonly file: string
  /** What it finds in the file, by lines. */
  readonly found: string[]
  /** Places in that of lines that it changes; of what it adds, of the line before it. */
  readonly changed: number[]
}

const hunksOf = (patch: string): Hunk[] => {
  const hunks: Hunk[] = []
  let file = ''
  for (const text of patch.split('\n')) {
    const { found, changed }: Omit<Hunk, 'file'> = hunks.at(-1) ?? { found: [], changed: [] }
    if (text.startsWith('--- a/')) file = text.slice('--- a/'.length)
    else if (text.startsWith('@@')) hunks.push({ file, found: [], changed: [] })
    else if (/^[-+](?![-+] )/.test(text)) changed.push(Math.max(0, found.length - (text.startsWith('+') ? 1 : 0)))
    if (/^[- ]/.test(text) && !text.startsWith('--- ')) found.push(text.slice(1))
  }
  return hunks
}

/** From 1, wherever in the file it stands by now: the numbers in a patch are those of when it was made. */
const linesIn = (sql: string, { found, changed }: Hunk): number[] => {
  const first = sql.split(found.join('\n'))[0]?.split('\n').length ?? 1
  return changed.map((place) => first + place)
}

/** The later migration that makes it anew, or drops it. */
const replacedBy = async (folder: string, name: string, later: readonly string[]): Promise<string | undefined> => {
  let now = name
  for (const file of later)
    for (const [text, called, renamed] of (await readFile(join(folder, file), 'utf8')).matchAll(ended)) {
      if (called !== now) continue
      if (!text.startsWith('alter')) return file
      now = renamed ?? now
    }
  return undefined
}

/** Each function of a migration that the patch changes, and that a later one makes anew or drops. */
export const supersededIn = async (path: string): Promise<string[]> => {
  const hunks = hunksOf(await readFile(path, 'utf8')).filter(({ file }) => isMigration(file))
  const names = new Set<string>()
  for (const hunk of hunks) {
    const { file } = hunk
    const sql = await readFile(join(root, file), 'utf8')
    const changed = linesIn(sql, hunk).flatMap((line) => functionAt(sql, line) ?? [])
    const folder = join(root, dirname(file))
    const later = (await readdir(folder)).filter((other) => other > basename(file)).toSorted()
    for (const name of new Set(changed)) {
      const other = await replacedBy(folder, name, later)
      if (other) names.add(`${name} of ${basename(file)}, which ${other} replaces`)
    }
  }
  return [...names]
}
