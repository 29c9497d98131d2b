import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'
import { anchor } from './markdown.ts'
import { pages, readPage, spansOf, withoutBlocks } from './read-pages.ts'

const folders = '(?:gateway|services|packages|apps|tests|scripts|docs|deploy|examples|src|migrations|overlays)'
/** A path in a folder that is one of ours; what stands behind a colon or a blank is something in it. */
const pathForm = new RegExp(`^(${folders}/[\\w./-]+)(?:[: ].*)?$`)

const isThere = (page: string, path: string): boolean => {
  const folder = dirname(page)
  return ['', folder, join(folder, 'src')].some((from) => existsSync(join(root, from, path)))
}

test.each(pages)('%s names only files and folders that there are', async (page) => {
  const named = spansOf(await readPage(page)).flatMap((span) => pathForm.exec(span)?.[1] ?? [])
  for (const path of named) expect(isThere(page, path), path).toBe(true)
})

const headingsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading).slice(1))

/** Of each page once: most links of a long one lead to itself. */
const known = new Map<string, Promise<ReadonlySet<string>>>()
const headingsIn = (page: string) => {
  const found = known.get(page) ?? readPage(page).then((text) => new Set(headingsOf(text)))
  known.set(page, found)
  return found
}

test.each(pages)('%s links only to files and headings that there are', async (page) => {
  const text = withoutBlocks(await readPage(page)).replaceAll(/`[^`]*`/g, '')
  for (const [, path = '', heading] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
    const target = path === '' ? page : join(dirname(page), path)
    expect(existsSync(join(root, target)), target).toBe(true)
    if (heading) expect((await headingsIn(target)).has(heading), `${target}#${heading}`).toBe(true)
  }
})

test.each(pages)('%s has no two headings of one name, of which a link would find the first alone', async (page) => {
  const headings = headingsOf(await readPage(page))
  expect(headings.filter((heading, place) => headings.indexOf(heading) !== place)).toEqual([])
})

test('the first program of the README is the one that is tried', async () => {
  expect(await readPage('README.md')).toContain(
    `\`\`\`ts\n${await readPage('packages/client/examples/hello.ts')}\`\`\``,
  )
})
