/** The catalogues of the page (`src/language`): what the code says is in them, and each language has all of it. */
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { extractMessagesFromFiles } from '@lingui/native-tools'
import { expect, test } from 'vitest'
import { readCatalogue } from '../catalogues.ts'
import { languages } from '../src/language/languages.ts'

const src = join(import.meta.dirname, '../src')

const extracted = async (): Promise<ReadonlyMap<string, string>> => {
  const files: string[] = []
  for await (const file of glob('**/*.{ts,tsx}', { cwd: src }))
    if (!file.includes('.test.')) files.push(join(src, file))
  const { messages, warnings } = await extractMessagesFromFiles(files)
  expect(warnings).toEqual([])
  return new Map(messages.map(({ id, message = '' }) => [id, message]))
}

/** What stands in a text besides its words: values, and elements. The forms of a plural are each language's own. */
const placesOf = (message: string): readonly string[] => {
  const of = (part: unknown): string[] => {
    if (typeof part === 'string') return part.match(/<\/?\d+\/?>/g) ?? []
    if (!Array.isArray(part)) return []
    const [name, type, choices] = part
    if (part.every((token) => typeof token === 'string') && part.length === 1) return [String(name)]
    return type === 'plural' && typeof choices === 'object'
      ? [String(name), ...Object.values(choices).flatMap((choice) => (Array.isArray(choice) ? choice.flatMap(of) : []))]
      : part.flatMap(of)
  }
  const compiled = compileMessage(message)
  return [...new Set((Array.isArray(compiled) ? compiled : [compiled]).flatMap(of))].sort()
}

test('what the code says is in the catalogue: else run `npm run extract` in apps/web', async () => {
  const said = await extracted()
  const kept = await readCatalogue('en')
  expect(said.size).toBeGreaterThan(100)
  expect([...said].filter(([id]) => !Object.hasOwn(kept, id)).map(([, message]) => message)).toEqual([])
  expect(Object.entries(kept).filter(([id]) => !said.has(id))).toEqual([])
})

test.each(Object.keys(languages).filter((language) => language !== 'en'))(
  'the catalogue of %s is whole: all that there is in English, with the same places in it',
  async (language) => {
    const english = Object.entries(await readCatalogue('en'))
    const own = await readCatalogue(language)
    const without = english.filter(([id]) => !own[id]?.translation?.trim())
    expect(without.map(([, { message }]) => message)).toEqual([])
    const otherwise = english.filter(
      ([id, { message = '' }]) => String(placesOf(message)) !== String(placesOf(own[id]?.translation ?? '')),
    )
    expect(otherwise.map(([, { message }]) => message)).toEqual([])
  },
)
