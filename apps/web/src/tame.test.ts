import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVisible, makeTame, tame } from './tame.ts'

/** What towers and turned lines are made of, besides letters. */
const hostile = fc.array(
  fc.constantFrom(
    'a',
    ' ',
    'é',
    '😀',
    'ש',
    '\u0301',
    '\u0489',
    '\u20dd',
    '\ufe0f',
    '\u200d',
    '\u00ad',
    '\u202e',
    '\u2067',
    '\u2069',
    '\n',
  ),
  { maxLength: 200, size: 'max' },
)

const towers = /(?:\p{M}\p{Cf}*){9}/u
const directions = /[\u202a-\u202e\u2066-\u2069]/

test('no letter carries more than eight marks and no text turns what follows, however it is put together', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 5 }), (pieces) => {
      const piecewise = makeTame()
      const shown = pieces.map((piece) => piecewise(piece.join(''))).join('')
      expect(shown).not.toMatch(towers)
      expect(shown).not.toMatch(directions)
      expect(tame(pieces.flat().join(''))).toBe(shown)
    }),
  )
})

test.each(['Zoë', 'Việt Nam', 'שָׁלוֹם', 'สวัสดีที่นี่', 'नमस्ते', '👩‍❤️‍👩', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'x̧̄̂', '\u200fאב'])(
  '%s stays as it is',
  (text) => {
    expect(tame(text)).toBe(text)
  },
)

test.each(['', ' \n', '\u200b', '\u00ad\u2060', '\u3164', '\u2800', '\u0301', '\ufe0f'])(
  'there is nothing to see in %j',
  (text) => {
    expect(isVisible(text)).toBe(false)
  },
)

test.each(['a', '.', '😀', '—', '中'])('%s is seen', (text) => {
  expect(isVisible(text)).toBe(true)
})
