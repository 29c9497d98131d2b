import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildsBefore } from '../vite/builds-before.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'builds-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Write = (options: { dir: string }, bundle: object) => Promise<void>

/** As the build tool does: writes the files, then has the plugin see to the folder. */
const build = async (...names: string[]): Promise<string[]> => {
  await mkdir(join(folder, 'assets'), { recursive: true })
  for (const name of names) await writeFile(join(folder, 'assets', name), name)
  const bundle = Object.fromEntries(['index.html', ...names.map((name) => `assets/${name}`)].map((path) => [path, {}]))
  await (buildsBefore().writeBundle as unknown as Write)({ dir: folder }, bundle)
  return (await readdir(join(folder, 'assets'))).sort()
}

test('the assets of the two builds before stay, and those before them go', async () => {
  await build('a.js', 'same.css')
  expect(await build('b.js', 'same.css')).toEqual(['a.js', 'b.js', 'same.css'])
  await build('c.js', 'new.css')
  expect(await build('d.js', 'new.css')).toEqual(['b.js', 'c.js', 'd.js', 'new.css', 'same.css'])
})

test('the same build again and again takes nothing from those before', async () => {
  await build('a.js')
  await build('b.js')
  for (let time = 0; time < 5; time++) await build('b.js')
  expect(await build('c.js')).toEqual(['a.js', 'b.js', 'c.js'])
})

test('packed forms go with what they are of', async () => {
  await build('a.js')
  await writeFile(join(folder, 'assets', 'a.js.br'), '')
  expect(await build('b.js')).toContain('a.js.br')
  await build('c.js')
  expect(await build('d.js')).not.toContain('a.js.br')
})

test('a folder from before there was a list is the build before', async () => {
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets', 'old.js'), '')
  expect(await build('a.js')).toEqual(['a.js', 'old.js'])
  expect(await build('b.js')).toEqual(['a.js', 'b.js', 'old.js'])
})
