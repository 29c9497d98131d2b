/**
 * Files that are written by hand but for some parts, which are made. Such a part stands between `NAME: begin` and `NAME: end`, in
 * comments of their language and as far to the right as it is itself.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../repository.ts'

export type Parts = Readonly<Record<string, string>>

const begun = (line: string): readonly [indent: string, name: string] | undefined => {
  const [, indent, name] = /^( *)(?:#|<!--) ([\w -]+): begin(?: -->)?$/.exec(line) ?? []
  return indent !== undefined && name !== undefined ? [indent, name] : undefined
}

const indented = (text: string, indent: string): string[] => text.split('\n').map((line) => (line ? indent + line : ''))

/** The text with these parts in their places. A part without a place is a fault, and so is a place without a part. */
export const withParts = (text: string, parts: Parts): string => {
  const unused = new Set(Object.keys(parts))
  const lines: string[] = []
  let within = ''
  for (const line of text.split('\n')) {
    if (within && line.includes(`${within}: end`)) within = ''
    if (!within) lines.push(line)
    const [indent, name] = begun(line) ?? []
    if (indent === undefined || name === undefined) continue
    if (parts[name] === undefined) throw new Error(`there is nothing to put between the marks of ${name}`)
    unused.delete(name)
    within = name
    lines.push(...indented(parts[name], indent))
  }
  if (within || unused.size > 0) throw new Error(`no end, or no place, for ${[within, ...unused].filter(Boolean)}`)
  return lines.join('\n')
}

/** The file at this path with these parts in it. */
export const fileWith = async (path: string, parts: Parts): Promise<[path: string, text: string]> => [
  path,
  withParts(await readFile(join(root, path), 'utf8'), parts),
]
