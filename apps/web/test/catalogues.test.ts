/** The catalogues of the page (`src/language`): what the code says is in them, and each language has all of it. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatter } from '@lingui/format-po'
import { extractMessagesFromFiles } from '@lingui/native-tools'
import { expect, test } from 'vitest'
import { languages } from '../src/language/languages.ts'

const src = join(import.meta.dirname, '../src')

const read = async (language: string) => {
  const filename = join(src, 'language', `${language}.po`)
  return formatter().parse(await readFile(filename, 'utf8'), { locale: language, sourceLocale: 'en', filename })
}

const extracted = async (): Promise<ReadonlyMap<string, string>> => {
  const files: string[] = []
  for await (const file of glob('**/*.{ts,tsx}', { cwd: src }))
    if (!file.includes('.test.')) files.push(join(src, file))
  const { messages, warnings } = await extractMessagesFromFiles(files)
  expect(warnings).toEqual([])
  return new Map(messages.map(({ id, message = '' }) => [id, message]))
}

/** What stands in a text besides its words: values, elements, and the kinds of a plural are the language's own. */
const placesOf = (message: string): readonly string[] =>
  [...new Set([...message.matchAll(/\{(\w+)(?=[,}])|<\/?\d+\/?>/g)].map(([all, name]) => name ?? all))].sort()

test('what the code says is in the catalogue: else run `npm run extract` in apps/web', async () => {
  const said = await extracted()
  const kept = await read('en')
  expect(said.size).toBeGreaterThan(100)
  expect([...said].filter(([id]) => !Object.hasOwn(kept, id)).map(([, message]) => message)).toEqual([])
  expect(Object.entries(kept).filter(([id]) => !said.has(id))).toEqual([])
})

test.each(Object.keys(languages).filter((language) => language !== 'en'))(
  'the catalogue of %s is whole: all that there is in English, with the same places in it',
  async (language) => {
    const english = Object.entries(await read('en'))
    const own = await read(language)
    const without = english.filter(([id]) => !own[id]?.translation?.trim())
    expect(without.map(([, { message }]) => message)).toEqual([])
    const otherwise = english.filter(
      ([id, { message = '' }]) => String(placesOf(message)) !== String(placesOf(own[id]?.translation ?? '')),
    )
    expect(otherwise.map(([, { message }]) => message)).toEqual([])
  },
)
