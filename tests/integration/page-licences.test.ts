/** The built page: what it carries along for its packages, and how much comes before one can do something. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtPage } from '../setup/built-page.ts'
import { root } from '../setup/child.ts'

test('the page carries the licence of every package that is bundled in it, and NOTICE names them all', async () => {
  const notice = await readFile(join(root, 'NOTICE'), 'utf8')
  const licences = await readFile(join(await builtPage(), 'third-party.txt'), 'utf8')
  const parts = licences.split(/^## /m).slice(1)
  expect(parts.length).toBeGreaterThan(20)
  for (const part of parts) {
    const [, name, version] = /^(\S+) - (\S+)/.exec(part) ?? []
    expect(notice).toContain(`  ${name} ${version} (`)
    expect(part, name).toMatch(/permission to use|permission is hereby granted/i)
  }
})

test('what the page says of itself lets nothing run but its own, and leaves pictures and films to what a gateway says', async () => {
  const html = await readFile(join(await builtPage(), 'index.html'), 'utf8')
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
  const parts = Object.fromEntries(
    policy
      .replaceAll('&#39;', "'")
      .split('; ')
      .map((part) => [part.split(' ')[0], part]),
  )
  expect(parts).toMatchObject({
    'default-src': "default-src 'none'",
    'script-src': "script-src 'self'",
    'connect-src': "connect-src 'self'",
    'img-src': 'img-src * data:',
    'media-src': 'media-src *',
  })
})

/** As packed as browsers get it. */
const packed = async (paths: Iterable<string>): Promise<number> => {
  const folder = await builtPage()
  const size = (path: string) => stat(join(folder, path)).then(({ size }) => size)
  const sizes = [...paths].map((path) => size(`${path}.br`).catch(() => size(path)))
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0)
}

test('to log in and be in a conversation takes less than 350 KB', async () => {
  const folder = await builtPage()
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/([\w./-]+\.(?:js|css))"/g)].map(([, path = '']) => path)
  const first = new Set(['index.html', 'favicon.svg', ...named])
  expect(named.length).toBeGreaterThan(3)
  const { files } = JSON.parse(await readFile(join(folder, 'shell.json'), 'utf8')) as { files: string[] }
  const scripts = files.filter((path) => /\.(?:js|css)$/.test(path)).map((path) => path.slice(1))
  expect(await packed(new Set([...first, ...scripts]))).toBeLessThan(350_000)
})
