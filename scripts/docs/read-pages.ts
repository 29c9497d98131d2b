/** The pages that people read, for tests of what they say. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../repository.ts'

export const readPage = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

/** Files of the repository, by their paths in it. */
export const pathsOf = async (patterns: readonly string[], exclude: readonly string[] = []): Promise<string[]> => {
  const found: string[] = []
  const options = { cwd: root, exclude: ['**/node_modules', '**/dist', '.parley', ...exclude] }
  for await (const path of glob([...patterns], options)) found.push(path)
  return found.sort()
}

/** All of them; what they are made of in `scripts/docs` is read where it has become a page. */
export const pages: readonly string[] = (await pathsOf(['**/*.md'])).filter((page) => !page.startsWith('scripts/docs/'))

export const withoutBlocks = (text: string): string => text.replaceAll(/^ *```.*?^ *```$/gms, '')

/** What stands between backticks in the prose. */
export const spansOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
