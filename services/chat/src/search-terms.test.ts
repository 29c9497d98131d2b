import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTerms, partsOf, sieveOf, termsOf } from './search-terms.ts'
import { hasLink, wordsOf } from './words.ts'

const words = (text: string) => wordsOf(text).map(({ word }) => word)
const finds = (asked: string, text: string) =>
  findTerms(wordsOf(text), termsOf(asked))?.map(([from, to]) => text.slice(from, to))

describe('the words of a text', () => {
  test.each([
    ['Hello, World! snake_case 3.14', ['hello', 'world', 'snake_case', '3', '14']],
    ['see example.com', ['see', 'example', 'com']],
    ['Ünïcödé STRASSE', ['ünïcödé', 'strasse']],
    ['ＦＵＬＬ width', ['full', 'width']],
    ['👍 done', ['👍', 'done']],
    ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
    ['我们明天在东京大学开会', ['我们', '明天', '在', '东京', '大学', '开会']],
    ['ฉันรักประเทศไทย', ['ฉัน', 'รัก', 'ประเทศไทย']],
    ['***', []],
  ])('of %s are %j', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  test('inside of a Japanese sentence are found, beside those of another script', () => {
    expect(words('これは日本語のtestです')).toEqual(expect.arrayContaining(['日本語', 'test']))
  })

  test('are the same whether a text is of ASCII alone or not', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(wordsOf(`${text} é`).slice(0, -1)).toEqual(wordsOf(text))
      }),
    )
  })

  test('stand where they say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let reached = 0
        for (const { from, to } of wordsOf(text)) {
          expect(from).toBeGreaterThanOrEqual(reached)
          expect(to).toBeGreaterThan(from)
          reached = to
        }
        expect(reached).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

describe('a search', () => {
  test.each([
    ['hello', 'Well, HELLO there', ['HELLO']],
    ['hello there', 'there you are, hello', ['there', 'hello']],
    ['hello there', 'hello you', undefined],
    ['hel*', 'hello', ['hello']],
    ['hel', 'hello', undefined],
    ['"new york"', 'in New York now', ['New York']],
    ['"new york"', 'a new day in york', undefined],
    ['-york new', 'new day', ['new']],
    ['-york new', 'new york', undefined],
    ['-"new york" new', 'a new day in york', ['new']],
    ['东京', '我们明天在东京大学开会', ['东京']],
    ['단어', '문장에서 단어를 찾습니다', ['단어를']],
    ['"단어"', '문장에서 단어를 찾습니다', undefined],
    ['-단어 문장', '문장에서 단어를 찾습니다', undefined],
    ['e\u0301te\u0301', 'un été', ['été']],
    ["don't", "I don't know", ["don't"]],
    ['"unended', 'it is unended', ['unended']],
  ])('for %s in %s finds %j', (asked, text, expected) => {
    expect(finds(asked, text)).toEqual(expected)
  })

  test('finds other forms of a word by its stem, and in quotes the word alone', () => {
    const stems = (word: string) => [word.replace(/(ning|s)$/, '')]
    const found = (asked: string) => findTerms(wordsOf('He runs'), termsOf(asked), stems)
    expect(found('running')).toEqual([[3, 7]])
    expect(found('"running"')).toBeUndefined()
  })

  test('of any text for the text itself finds it, passes its sieve, and leaves out no part of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abc ÀÉ日本 ', 'ｆ') }), (text) => {
        const terms = termsOf(`"${text}"`)
        if (terms.length === 0) return
        expect(findTerms(wordsOf(text), terms)).not.toBeUndefined()
        for (const part of partsOf(terms)) expect(text.normalize('NFKC').toLowerCase()).toContain(part)
      }),
    )
  })

  test.each<[string, Parameters<typeof sieveOf>[1], string | null]>([
    ['a b', { authors: null, hasLink: false }, `('a') & ('b')`],
    ['a*', { authors: null, hasLink: false }, `'a':*`],
    ['-a', { authors: null, hasLink: false }, null],
    ['', { authors: ['u', 'v'], hasLink: true }, `('@u' | '@v') & '#link'`],
  ])('for %s looks through stretches with its words', (asked, filters, expected) => {
    expect(sieveOf(termsOf(asked), filters)).toBe(expected)
  })

  test.each([
    ['see https://example.com', true],
    ['HTTP://x', true],
    ['https:// nothing', false],
    ['example.com', false],
  ])('says of %s whether it has a link: %s', (text, expected) => {
    expect(hasLink(text)).toBe(expected)
  })
})
