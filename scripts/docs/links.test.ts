import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'

const pages: string[] = []
const everywhere = ['*.md', 'docs/*.md', '{gateway,packages/*,services/*,apps/*,examples/*}/*.md']
for await (const path of glob(everywhere, { cwd: root, exclude: ['**/node_modules/**'] })) pages.push(path)

const read = (path: string) => readFile(join(root, path), 'utf8')
const withoutBlocks = (text: string) => text.replaceAll(/^```.*?^```$/gms, '')

test.each(pages.sort())('%s names only files that there are', async (page) => {
  const text = withoutBlocks(await read(page))
  const linked = [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) =>
    join(dirname(page), target),
  )
  const named = [...text.matchAll(/`((?:gateway|services|packages|apps|tests|scripts|docs)\/[\w./-]+)[`:]/g)].map(
    ([, path = '']) => path,
  )
  for (const path of [...linked, ...named]) expect(existsSync(join(root, path)), path).toBe(true)
})

test('the first program of the README is the one that is tried', async () => {
  expect(await read('README.md')).toContain(`\`\`\`ts\n${await read('packages/client/examples/hello.ts')}\`\`\``)
})
