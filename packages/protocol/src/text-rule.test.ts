import { describe, expect, test } from 'vitest'
import { MessageText, matches } from './index.ts'

describe('the text of a message', () => {
  test.each([
    ['a letter', 'a'],
    ['markdown over lines', '# a\n\n* b\n'],
    ['4,000 characters outside the basic plane', '😀'.repeat(4000)],
    ['text from right to left', 'שלום עולם'],
    ['text that turns other text round', 'a \u202ecba\u202c'],
    ['letters with a tower of marks', `Z${'\u0301'.repeat(50)}`],
    ['a letter behind a thousand blanks', `${'\u3164 '.repeat(1000)}ж`],
    ['control characters with a letter among them', '\u001b[31m'],
    ['an emoji of several parts', '👩\u200d👩\u200d👧\u200d👦'],
    ['a flag', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['the skin of an emoji', '🏽'],
    ['a sign of Arabic that counts as format', '\u06dd'],
    ['Burmese', 'လျှို့'],
    ['a private letter, as some fonts have it', '\uf8ff'],
    ['a character that is newer than we are', '\u{1fadf}'],
    ['Braille', '⠓'],
    ['a replaced character', '\ufffd'],
  ])('may be %s', (_, text) => {
    expect(matches(MessageText, text)).toBe(true)
  })

  test.each([
    ['empty', ''],
    ['blank, in whatever spaces', ' \n\t\u00a0\u3000\u2028\u1680'],
    ['4,001 characters', 'a'.repeat(4001)],
    ['NUL alone', '\u0000'],
    ['text with NUL in it', 'a\u0000b'],
    ['blanks and NUL', '  \u0000  '],
    ['half of a surrogate pair', 'a\ud800'],
    ['the other half', '\udc00b'],
    ['halves in the wrong order', 'a\udc00\ud800'],
    ['control characters', '\u0001\u0008\u001b\u007f\u0085'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
    ['marks of direction', '\u202e\u202c\u2066\u2069\u200f\u061c'],
    ['fillers', '\u3164\u115f\u1160\uffa0\u2800'],
    ['hyphens and joiners that are not drawn', '\u00ad\u034f\u180e\u17b4'],
    ['variation selectors', '\ufe0e\ufe0f\u{e0100}\u180b'],
    ['tags', '\u{e0067}\u{e0062}\u{e007f}'],
    ['marks without a letter', '\u0301\u0489\u20dd\u0903'],
    ['marks on blanks', ' \u0301 \u0302'],
    ['signs that are drawn as nothing', '\ufffc\u{1d159}\u{13441}\u{16fe4}'],
    ['what is never a character', '\uffff\ufdd0\u{1fffe}'],
    ['all of these, a thousand times', '\u3164 \u200b\u0301\ufe0f'.repeat(800).slice(0, 3999)],
  ])('may not be %s', (_, text) => {
    expect(matches(MessageText, text)).toBe(false)
  })
})
