import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, type Filter, mask } from './compile.ts'
import { fold } from './fold.ts'
import { checkFilter } from './rules.ts'

const ofWords = (...words: string[]): Filter => ({
  filter: randomUUID(),
  name: 'Words',
  found: { words },
  outcome: 'mask',
})

/** The text with stars for what these words find. */
const masked = (text: string, ...words: string[]): string => {
  const hits = compile([ofWords(...words)]).find({ texts: [text], mentions: 0 })
  return mask(
    text,
    hits.flatMap(({ parts }) => parts[0] ?? []),
  )
}

describe('a word of a filter', () => {
  test.each([
    ['a bad word, BAD', ['bad'], 'a *** word, ***'],
    ['badly, not bad', ['bad'], 'badly, not ***'],
    ['badly unbad', ['bad*'], '***ly unbad'],
    ['badly unbad', ['*bad'], 'badly un***'],
    ['unbadly', ['*bad*'], 'un***ly'],
    ['buy  \n now!', ['buy now'], '***  \n ***!'],
    ['bad_word', ['bad'], 'bad_word'],
    ['**bad**', ['bad'], '*******'],
    ['2*3', ['2*3'], '***'],
    ['', ['bad'], ''],
  ])('finds %j by %j', (text, words, told) => expect(masked(text, ...words)).toBe(told))

  test.each([
    ['b\u200ba\u2060d', 'bad'],
    ['\u0431ad, \uff22\uff21\uff24, \ud835\udd1f\ud835\udd1e\ud835\udd21', 'bad'],
    ['b\u0430d', 'bad'],
    ['b\u0336a\u0336d\u0336', 'bad'],
    ['bad', 'b\u0430d'],
    ['\u0412\u041e\u0414\u0410', '\u0432\u043e\u0434\u0430'],
    ['STRASSE', 'strasse'],
    ['caf\u0065\u0301', 'caf\u00e9'],
  ])('finds %j however it is written', (text, word) => expect(masked(text, word)).not.toBe(text))

  test('leaves other words of other scripts alone, and finds what stands in a sentence without blanks', () => {
    expect(masked('schön', 'schon')).toBe('schön')
    expect(masked('这是坏话吗', '坏话')).toBe('这是**吗')
    expect(masked('كلمة سيئة هنا', 'سيئة')).toBe('كلمة **** هنا')
    expect(masked('💩💩 ok', '💩')).toBe('** ok')
    expect(masked('<@0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55> c7d6', '*c7d6*')).toBe(
      '<@0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55> ****',
    )
  })

  test('that shows nothing is refused, and so are stars for what is no word', () => {
    for (const word of ['\u200b', '*\u200b*', '\u00ad'])
      expect(() => checkFilter(ofWords('bad', word)), JSON.stringify(word)).toThrow(/\/found\/words\/1/)
    expect(() => checkFilter({ ...ofWords(), found: { mentions: 1 } })).toThrow(/\/outcome/)
  })
})

/** By hand: of each place of the text whether one of the words stands over it. */
const covered = (text: string, words: readonly string[]): string => {
  const hidden = new Set<number>()
  for (const word of words)
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + 1))
      for (let place = from; place < from + word.length; place++) hidden.add(place)
  return [...text].map((sign, place) => (hidden.has(place) && sign !== ' ' ? '*' : sign)).join('')
}

test('all words are found wherever they stand, as by looking at each place for each word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 5 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 40 })
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), text, (words, said) => {
      expect(masked(said, ...words.map((one) => `*${one}*`))).toBe(covered(said, words))
    }),
  )
})

test('what is folded knows where each part of it stood', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (given) => {
      const { text, places } = fold(given)
      if (!places) {
        expect(text.length).toBe(given.length)
        return
      }
      expect(places.from.length).toBe(text.length)
      expect(places.to.every((to, unit) => to > (places.from[unit] as number) && to <= given.length)).toBe(true)
    }),
  )
})

test('many mentions are found where they are more than the filter lets be', () => {
  const { find } = compile([{ ...ofWords(), found: { mentions: 2 }, outcome: 'block' }])
  expect(find({ texts: ['a'], mentions: 2 })).toEqual([])
  expect(find({ texts: ['a'], mentions: 3 })).toHaveLength(1)
})
