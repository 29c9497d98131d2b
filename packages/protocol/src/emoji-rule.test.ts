import { describe, expect, test } from 'vitest'
import { wholeEmoji } from './emoji-rule.ts'
import { Emoji, matches } from './index.ts'
import { EmojiName } from './shapes.ts'

const couple = '👩🏿\u200d❤\ufe0f\u200d💋\u200d👩🏻'

describe('a reaction', () => {
  test.each([
    ['a face', '😀'],
    ['a heart', '❤\ufe0f'],
    ['a family', '👩\u200d👩\u200d👧\u200d👦'],
    ['the longest couple', couple],
    ['the flag of a country', '🇩🇪'],
    ['the flag of a part of a country', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['the rainbow flag', '🏳\ufe0f\u200d🌈'],
    ['a thumb with a skin tone', '👍🏽'],
    ['a runner with a skin tone and a sign', '⛹🏿\u200d♂\ufe0f'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['an eye in a bubble', '👁\ufe0f\u200d🗨\ufe0f'],
    ['a sign of the first plane', '©\ufe0f'],
  ])('may be %s, and is the same one without U+FE0F', (_, emoji) => {
    expect(matches(Emoji, emoji)).toBe(true)
    expect(wholeEmoji(emoji)).toBe(emoji)
    expect(wholeEmoji(emoji.replaceAll('\ufe0f', ''))).toBe(emoji)
  })

  test('is the same one with U+FE0F where none is needed', () => {
    expect(wholeEmoji('👍\ufe0f')).toBe('👍')
    expect(wholeEmoji('⛹\ufe0f🏿')).toBe('⛹🏿')
  })

  test('may be the id of an emoji of a space', () => {
    expect(matches(Emoji, '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4')).toBe(true)
    expect(matches(Emoji, '0199D2B7-31aa-4e0b-8a55-6d0c55d1e9a4')).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a digit without its keycap', '1'],
    ['two emoji', '👍👍'],
    ['an emoji and a blank', '👍 '],
    ['half of a flag', '🇩'],
    ['the letters of no country', '🇽🇽'],
    ['people whom no font joins', '👩\u200d🍕\u200d👦'],
    ['a joiner', '\u200d'],
    ['a variation selector', '\ufe0f'],
    ['a heart as text', '❤\ufe0e'],
    ['an emoji with marks on it', '👍\u0301'],
    ['half of a surrogate pair', '\ud83d'],
    ['many emoji', '👍'.repeat(100_000)],
    ['an emoji and many variation selectors', `👍${'\ufe0f'.repeat(100)}`],
  ])('is never %s', (_, text) => {
    expect(matches(Emoji, text)).toBe(false)
  })
})

describe('the name of an emoji of a space', () => {
  test.each(['party', 'Party_2', 'احتفال', 'पार्टी', 'fête-2', '聚会', 'fe\u0302te'])('may be %s', (name) => {
    expect(matches(EmojiName, name)).toBe(true)
  })

  test.each([
    ['one letter', 'a'],
    ['longer than 32', 'a'.repeat(33)],
    ['a figure, which a time has between colons', '30'],
    ['two words', 'two words'],
    ['with colons', ':party:'],
    ['an emoji', '🎉🎉'],
    ['with what nobody sees', 'par\u200bty'],
    ['with many marks on a letter', 'aa\u0301\u0301\u0301\u0301'],
    ['with half of a surrogate pair', 'party\ud83d'],
  ])('is never %s', (_, name) => {
    expect(matches(EmojiName, name)).toBe(false)
  })
})
