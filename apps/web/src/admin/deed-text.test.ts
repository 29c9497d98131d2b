import { deeds } from '@parley/protocol'
import { expect, test } from 'vitest'
import { readCatalogue } from '../../catalogues.ts'
import { languages } from '../language/languages.ts'
import { deedName } from './deed-text.ts'

test.each(Object.keys(languages))('each deed of the log of the platform is told in words in %s', async (language) => {
  const texts = new Map(Object.values(await readCatalogue(language)).map((text) => [text.message, text.translation]))
  for (const deed of deeds) expect(texts.get(deedName(deed)), deed).toMatch(/ /)
})

test('what a later server has done is told by its name', () => {
  expect(deedName('moon.take')).toBe('moon.take')
  expect(deedName('constructor')).toBe('constructor')
})
