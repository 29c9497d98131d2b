import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../public')
const html = await readFile(join(folder, '../index.html'), 'utf8')
const hrefOf = (rel: string) => new RegExp(`<link rel="${rel}"[^>]* href="([^"]+)"`).exec(html)?.[1] ?? ''

/** As its header says. */
const sizeOf = async (path: string): Promise<string> => {
  const bytes = await readFile(join(folder, path))
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
}

test('the page can be put on a home screen, which iPhones ask for before they take pushes', async () => {
  const manifest = JSON.parse(await readFile(join(folder, hrefOf('manifest')), 'utf8'))
  expect(manifest).toMatchObject({ name: 'Parley', start_url: '/', display: 'standalone' })
  const sizes: string[] = manifest.icons.map(({ sizes }: { readonly sizes: string }) => sizes)
  expect(sizes).toEqual(['192x192', '512x512'])
  for (const { src, sizes } of manifest.icons) expect(await sizeOf(src)).toBe(sizes)
  expect(await sizeOf(hrefOf('apple-touch-icon'))).toBe('180x180')
})
