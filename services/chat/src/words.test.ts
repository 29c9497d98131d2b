import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsIn, wordsOf } from './words.ts'

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii', maxLength: 200 }),
  fc.constantFrom('a_b __init__ 2020.', '红色的 blue', 'ÄÖ ﬁn', 'w'.repeat(100)),
)

test('the words alone are those that stand at their places', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(wordsIn(text)).toEqual(wordsOf(text).map(({ word }) => word))
    }),
  )
})
