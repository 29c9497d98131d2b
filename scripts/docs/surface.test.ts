import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entriesOf } from '../pack/manifest.ts'
import { published, readManifest } from '../pack/published.ts'
import { root } from '../repository.ts'
import { declared } from './surface/declaration.ts'
import { type Exported, exportedBy } from './surface/exported.ts'

/** Where a package tells what it has. */
const pages: Readonly<Record<string, readonly string[]>> = { 'packages/client': ['README.md', 'API.md'] }

const read = (folder: string, page: string) => readFile(join(root, folder, page), 'utf8')

/** The words that stand in code, in a line or in a block. */
const wordsInCode = (text: string): Set<string> => {
  const pieces = text.match(/^```.*?^```|`[^`\n]+`/gms) ?? []
  return new Set(pieces.flatMap((piece) => piece.match(/[\w$]+/g) ?? []))
}

const exportsOf = async (folder: string): Promise<Exported[]> => {
  const { exports } = await readManifest(join(root, folder, 'package.json'))
  const entries = Object.values(entriesOf(exports)).map((entry) => join(folder, entry))
  return (await Promise.all(entries.map(exportedBy))).flat()
}

describe.each(Object.keys(published))('%s', (folder) => {
  test('names all that it exports on its pages', async () => {
    const texts = await Promise.all((pages[folder] ?? ['README.md']).map((page) => read(folder, page)))
    const words = wordsInCode(texts.join('\n'))
    expect((await exportsOf(folder)).map(({ name }) => name).filter((name) => !words.has(name))).toEqual([])
  })

  test('begins its README with how it is had, by its own name', async () => {
    const { name } = await readManifest(join(root, folder, 'package.json'))
    const text = await read(folder, 'README.md')
    expect(text).toMatch(new RegExp(`^# ${name}\n`))
    expect(/^## (.+)$/m.exec(text)?.[1]).toBe('Install')
    expect(/^```.*?^```/ms.exec(text)?.[0]).toContain(`npm install`)
    expect(/^```.*?^```/ms.exec(text)?.[0]).toContain(name)
  })

  test('links to nothing that does not leave the repository with it', async () => {
    const texts = await Promise.all((pages[folder] ?? ['README.md']).map((page) => read(folder, page)))
    const targets = [...texts.join('\n').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target)
    expect(targets.filter((target) => !pages[folder]?.includes(String(target)))).toEqual([])
  })
})

test.each(['packages/client', 'packages/testcontainers'])(
  'everything that %s exports says what it is',
  async (folder) => {
    const things = (await exportsOf(folder)).map(declared)
    const silent = things.flatMap(({ name, about, members }) => [
      ...(about === '' ? [name] : []),
      ...members.filter((member) => member.about === '').map((member) => `${name}: ${member.name}`),
    ])
    expect(silent).toEqual([])
  },
)
