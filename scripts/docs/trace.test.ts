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

const between = (from: string, to: string) => trace.slice(trace.indexOf(from), trace.indexOf(to))
/** The files at which a step of the way begins, in their order. */
const steps = [...between('## The way', '## When it goes wrong').matchAll(/^( *)- `([\w./-]+)(?:: [\w.]+)?`/gm)]

test('the way passes as many files as the page says, and the five that decide in their order', () => {
  const files = [...new Set(steps.map(([, , file]) => file))]
  expect(trace).toContain(`passes ${files.length} files; five of them`)
  const listed = [...trace.matchAll(/^\d\. `([^`]+)`/gm)].map(([, file]) => file)
  expect(listed).toHaveLength(5)
  expect(files.filter((file) => listed.includes(file))).toEqual(
    ['requests', 'router', 'message-send', 'messages', 'stream'].map((name) => expect.stringMatching(`/${name}[.]ts$`)),
  )
})

test('each step of the way stands one step to the right of its caller at most', () => {
  const depths = steps.map(([, indent = '']) => indent.length / 2)
  const leaps = depths.filter((depth, place) => depth > (depths[place - 1] ?? -1) + 1)
  expect(leaps).toEqual([])
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
