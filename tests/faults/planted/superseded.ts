/** Functions of the database that a later migration replaces: a bug in one of them is planted where nothing runs. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { root } from '../../setup/child.ts'

const isMigration = (file: string) => /\/migrations\/[^/]+\.sql$/.test(file)
const made = /^create (?:or replace )?function (\w+)/
const ended = /^(?:create (?:or replace )?|drop )function (\w+)/gm

/** The function whose text holds this line, from 1. */
const functionAt = (sql: string, line: number): string | undefined =>
  sql
    .split('\n')
    .slice(0, line)
    .findLast((text) => made.test(text) || /^\$\$/.test(text))
    ?.match(made)?.[1]

/** The lines that a patch changes, by file: each by a line before it that stays. */
const changedLines = (patch: string): { readonly file: string; readonly line: number }[] => {
  const found: { file: string; line: number }[] = []
  let [file, line] = ['', 0]
  for (const text of patch.split('\n')) {
    if (text.startsWith('--- a/')) file = text.slice('--- a/'.length)
    else if (text.startsWith('@@')) line = Number(text.match(/^@@ -(\d+)/)?.[1])
    else if (/^[-+](?![-+] )/.test(text)) found.push({ file, line })
    if (/^[- ]/.test(text) && !text.startsWith('--- ')) line++
  }
  return found
}

/** Each function of a migration that the patch changes, and that a later one makes anew or drops. */
export const supersededIn = async (path: string): Promise<string[]> => {
  const changed = changedLines(await readFile(path, 'utf8')).filter(({ file }) => isMigration(file))
  const names = new Set<string>()
  for (const { file, line } of changed) {
    const name = functionAt(await readFile(join(root, file), 'utf8'), line)
    const folder = join(root, dirname(file))
    const later = (await readdir(folder)).filter((other) => other > basename(file))
    for (const other of name ? later : []) {
      const replaced = [...(await readFile(join(folder, other), 'utf8')).matchAll(ended)].map((match) => match[1])
      if (replaced.includes(name)) names.add(`${name} of ${basename(file)}, which ${other} replaces`)
    }
  }
  return [...names]
}
