import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'
import { root } from '../repository.ts'

/** One parsed file; `path` is relative to the repository. */
export interface Source {
  path: string
  text: string
  parsed: ParseResult
}

const patterns = ['{gateway,scripts,tests}/**/*.{ts,tsx}', '{services,packages,apps,examples}/*/**/*.{ts,tsx}']

export async function readSources(): Promise<Source[]> {
  const sources: Source[] = []
  for await (const path of glob(patterns, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })) {
    sources.push(parseSource(path, await readFile(join(root, path), 'utf8')))
  }
  return sources.sort((one, other) => one.path.localeCompare(other.path))
}

/** The styles of the page. */
export async function readStyles(): Promise<Pick<Source, 'path' | 'text'>[]> {
  const styles: Pick<Source, 'path' | 'text'>[] = []
  for await (const path of glob('apps/web/{src,public}/**/*.css', { cwd: root }))
    styles.push({ path, text: await readFile(join(root, path), 'utf8') })
  return styles.sort((one, other) => one.path.localeCompare(other.path))
}

export const parseSource = (path: string, text: string): Source => ({ path, text, parsed: parseSync(path, text) })

/** Every module that the file imports or exports from, types included, and every one it imports later by a plain string. */
export function importsOf({ parsed, text }: Source): string[] {
  const { staticImports, staticExports, dynamicImports } = parsed.module
  const reexported = staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value))
  const later = dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end))
  const plain = later.filter((expression) => /^(['"])[^'"]*\1$/.test(expression)).map((quoted) => quoted.slice(1, -1))
  return [
    ...new Set([...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...reexported, ...plain]),
  ].filter((specifier) => specifier !== undefined)
}
