/** Pages made of prose that lies in markdown fragments and of tables that come from the code. */
import { readdir, readFile } from 'node:fs/promises'

/** The fragments of a folder in the order of their names, one after another. */
export const readFragments = async (folder: URL): Promise<string> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
  return texts.map((text) => text.trim()).join('\n\n')
}

/** Puts each part where its name stands in double braces. A name without a part, or a part without a place, is a fault. */
export const fill = (text: string, parts: Readonly<Record<string, string>>): string => {
  const unused = new Set(Object.keys(parts))
  const filled = text.replaceAll(/\{\{([\w.-]+)\}\}/g, (_, name: string) => {
    const part = parts[name]
    if (part === undefined) throw new Error(`there is nothing to put in the place of {{${name}}}`)
    unused.delete(name)
    return part
  })
  if (unused.size > 0) throw new Error(`no page has a place for ${[...unused].join(', ')}`)
  return filled
}

export const generated = (text: string) =>
  `<!-- Made by \`npm run docs\` from the code and from scripts/docs. -->\n\n${text}\n`
