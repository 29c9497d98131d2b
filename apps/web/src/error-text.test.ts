import { compileMessage } from '@lingui/message-utils/compileMessage'
import { ParleyError } from '@parley/client'
import { type ErrorName, errorBody, errors } from '@parley/protocol'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readCatalogue } from '../catalogues.ts'
import { errorText, faultyField } from './error-text.ts'
import { errorWords } from './error-words.ts'
import { type Language, languages } from './language/languages.ts'

const blamesOthers = /server|connection|reached/i

describe('a fault of the page is never told as one of the server or the network', () => {
  test.each([
    new TypeError("Cannot read properties of undefined (reading 'user')"),
    new DOMException('The operation is insecure.', 'SecurityError'),
    new Error(''),
    new RangeError('x'.repeat(5_000)),
    'thrown text',
    undefined,
    null,
    { body: {} },
  ])('%s', (fault) => {
    expect(errorText(fault)).toMatch(/^Something went wrong on this page/)
    expect(errorText(fault)).not.toMatch(blamesOthers)
    expect(errorText(fault).length).toBeLessThan(500)
  })
})

test('what the catalogues have of errors is what the protocol says of them', () => {
  for (const [name, words] of Object.entries(errorWords)) expect(words).toBe(errors[name as keyof typeof errors].text)
})

test.each([
  [9_001, 'Wait 10 s'],
  [21_600_000, 'Wait 360 minutes'],
])('how long one waits is said as people do: %i ms', (retry_ms, said) => {
  expect(errorText(new ParleyError(errorBody('SLOW_MODE', { retry_ms })))).toContain(said)
})

test('how many there may be is said as a number', () => {
  expect(
    errorText(new ParleyError(errorBody('TOO_MANY_CONTACTS', { limit: 'CONTACTS_PER_ACCOUNT', most: 7 }))),
  ).toMatch(/^You have 7 contacts already/)
})

test('what a filter says to whom it stops is told behind what happened', () => {
  expect(errorText(new ParleyError(errorBody('MESSAGE_STOPPED', { why: 'Be kind' })))).toMatch(/\. Be kind$/)
})

/** Names of fields, commands and settings, and what a program would do. */
const forPrograms = /[`{}]|\b[a-z]+[._][a-z]+\b|\b[A-Z]+_[A-Z]+\b|\b[A-Z]{6,}\b|\btoken|[Ss]end it again|undefined/

/** As the protocol says it, and as the page does. */
const refused: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'is missing': {
    en: 'Not accepted. Name: It is missing. Fill it in.',
    de: 'Nicht angenommen. Name: Die Angabe fehlt. Füll sie aus.',
  },
  'is longer than 64 characters': {
    en: 'Not accepted. Name: It may have 64 characters at most.',
    de: 'Nicht angenommen. Name: Höchstens 64 Zeichen sind erlaubt.',
  },
  'is shorter than 1 character': {
    en: 'Not accepted. Name: It must have a character at least.',
    de: 'Nicht angenommen. Name: Mindestens ein Zeichen ist nötig.',
  },
  'has to be one line': {
    en: 'Not accepted. Name: It has to be one line.',
    de: 'Nicht angenommen. Name: Die Form stimmt nicht.',
  },
}

const details = { retry_ms: 9_001, most: 7, why: 'one to ten' }

describe.each(Object.keys(languages) as Language[])('in %s', (language) => {
  const inLanguage = async () => {
    const catalogue = await readCatalogue(language)
    const texts = Object.entries(catalogue).map(([id, { translation = '' }]) => [id, compileMessage(translation)])
    vi.resetModules()
    const { speak } = await import('./language/spoken.ts')
    speak(language, language, Object.fromEntries(texts))
    onTestFinished(() => {
      globalThis.parleySpoken = undefined
      vi.resetModules()
    })
    return await import('./error-text.ts')
  }

  test('each error of the protocol has its words for people, or is known as a fault of the page', async () => {
    const { bodyText, faultsOfThePage } = await inLanguage()
    const { errorWords: own } = await import('./error-words.ts')
    const { forPeople } = await import('./words-for-people.ts')
    for (const name of Object.keys(errors) as ErrorName[]) {
      const places = [name in own, name in forPeople, faultsOfThePage.has(name)].filter(Boolean)
      expect(places, name).toHaveLength(1)
      for (const more of [{ why: details.why }, details]) {
        const told = bodyText(errorBody(name, more)).replace(`(${name})`, '')
        expect(told, name).toMatch(/^\p{Lu}.*[.n]$/su)
        expect(told, name).not.toMatch(forPrograms)
      }
    }
  })

  test('why an input is not taken is told in it, and of what the page has a name for', async () => {
    const { bodyText } = await inLanguage()
    const told = (at: string, why: string) => bodyText(errorBody('BAD_INPUT', { at, why }))
    expect(Object.entries(refused).map(([why]) => told('/name', why))).toEqual(
      Object.values(refused).map((words) => words[language]),
    )
    expect(told('/query', 'has to be `from:` something')).not.toMatch(forPrograms)
  })
})

test('what is wrong with an input is told at its field, also where a name is taken or a password wrong', () => {
  expect(faultyField(new ParleyError(errorBody('BAD_INPUT', { at: '/name', why: 'is too long' })))).toBe('name')
  expect(faultyField(new ParleyError(errorBody('USERNAME_TAKEN')))).toBe('username')
  expect(faultyField(new ParleyError(errorBody('LOGIN_FAILED')))).toBe('password')
  expect(faultyField(new ParleyError(errorBody('RATE_LIMITED')))).toBeUndefined()
})
