import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'

const trace = await readFile(join(root, 'docs/trace.md'), 'utf8')

/** `path` or `path: symbol`, in backticks; a path has a folder and an ending. */
const places = [...trace.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|sql|md))(?:: ([\w.]+))?`/g)].map(
  ([, path = '', symbol]) => ({ path, symbol }),
)

const declares = (text: string, name: string) =>
  new RegExp(`\\b(function|class|const|interface|type) ${name}\\b`).test(text)
const hasMember = (text: string, name: string) =>
  new RegExp(`^\\s+((protected|override|async|get) )*#?${name}\\(`, 'm').test(text)

test('the story passes five files', () => {
  const listed = trace.match(/^\d\. `[^`]+`/gm) ?? []
  expect(listed).toHaveLength(5)
})

test.each(places.map(({ path, symbol }) => [path, symbol ?? '', symbol] as const))(
  '%s exists, and %s in it',
  async (path, _, symbol) => {
    expect(existsSync(join(root, path)), path).toBe(true)
    if (!symbol) return
    const text = await readFile(join(root, path), 'utf8')
    const [owner = '', member] = symbol.split('.')
    expect(declares(text, owner), `${owner} in ${path}`).toBe(true)
    if (member) expect(hasMember(text, member), `${symbol} in ${path}`).toBe(true)
  },
)
