import { expect, test } from 'vitest'
import { directionOf, languageFor, localeFor } from './languages.ts'

test('the page speaks what somebody has chosen, else the first language of the browser that it has, else English', () => {
  expect(languageFor('de', ['en-GB', 'fr'])).toBe('de')
  expect(languageFor(null, ['fr-FR', 'de-AT', 'en'])).toBe('de')
  expect(languageFor(null, ['fr', 'pl'])).toBe('en')
  expect(languageFor(null, [])).toBe('en')
})

test('what another release has kept is no choice', () => {
  for (const kept of ['', 'tlh', '__proto__', 'constructor']) expect(languageFor(kept, ['de'])).toBe('de')
})

test('dates and numbers are those of the reader’s country where it speaks the language', () => {
  expect(localeFor('de', ['en-GB', 'de-AT', 'de'])).toBe('de-AT')
  expect(localeFor('de', ['en-GB'])).toBe('de')
})

test('a language is written from the right where its letters are', () => {
  expect(directionOf('de')).toBe('ltr')
  expect(directionOf('ar-EG')).toBe('rtl')
})
