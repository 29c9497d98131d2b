import { describe, expect, test } from 'vitest'
import { DisplayName, matches, PersonName } from './index.ts'
import { faultOfName, faultOfPersonName } from './name-rule.ts'

const cp = (...codes: number[]) => String.fromCodePoint(...codes)

describe('a name', () => {
  test.each([
    ['a letter', 'a'],
    ['a name with a blank in it', 'Ann Lee'],
    ['apostrophes, dots and dashes', 'Conan O’Brien-Smith Jr.'],
    ['Vietnamese', 'Nguyễn Thị Thuỷ'],
    ['Vietnamese, letter and marks apart', 'Nguyễn Thị Thuỷ'.normalize('NFD')],
    ['Greek with three marks, apart', 'ᾧδε'.normalize('NFD')],
    ['two marks of which one is in the letter', 'ė\u0303 n\u0308\u0331'],
    ['Korean, in its letters', '김철수'.normalize('NFD')],
    ['Yoruba', 'Ọlá Ẹ̀kọ́'],
    ['Hebrew', 'דָּוִד בֶּן־גּוּרִיּוֹן'],
    ['a Hebrew letter with point, dot and vowel', 'יִשָּׂשכָר'],
    ['Arabic with its vowels', 'مُحَمَّدٌ عَبْدُ ٱللَّٰهِ'],
    ['Persian with a non-joiner', 'علی\u200cرضا می\u200cخواهم'],
    ['Urdu', 'نصرت فتح علی خان'],
    ['Devanagari', 'श्री लड़कों पढ़ें ज्ञानेश्वर'],
    ['Devanagari with joiners after a virama', 'क्\u200dष र्\u200dय क्\u200cष'],
    ['Bengali with a joiner before a virama', 'র\u200d্যাচেল'],
    ['Malayalam in its older spelling', 'മോഹന്\u200d'],
    ['Sinhala', 'ශ්\u200dරී ලංකා'],
    ['Tamil', 'சுப்பிரமணியம்'],
    ['Thai', 'ปิ่นทิพย์ น้ำเพชร'],
    ['Lao', 'ເຄື່ອງ'],
    ['Burmese', 'လျှို့ဝှက် မြို့တို့'],
    ['Khmer', 'ន៉ាំ ស្រី'],
    ['Tibetan', 'བསྒྲུབས་ ཧཱུྃ'],
    ['Mongolian with its selectors', 'ᠮᠣᠩᠭᠤᠯ᠎ᠠ ᠨ᠋'],
    ['Han, with a wide blank', '山田　太郎'],
    ['Han outside the basic plane', '𠮷野家'],
    ['Han with a chosen form', `${cp(0x8fbb, 0xe0100)}さん`],
    ['Georgian, Armenian, Amharic, Cherokee', 'ნინო Արամ ዮሐንስ ᏣᎳᎩ'],
    ['Braille, with its blank', '⠓⠑⠇⠇⠕⠀⠺⠕⠗⠇⠙'],
    ['an emoji of eleven code points', '👩🏽\u200d❤️\u200d💋\u200d👨🏻🎉'],
    ['a family', '👩\u200d👩\u200d👧\u200d👦'],
    ['flags', '🇵🇱🏳️\u200d🌈🏴\u200d☠️'],
    ['the flag of England', cp(0x1f3f4, 0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067, 0xe007f)],
    ['keycaps', '1️⃣#️⃣'],
    ['a heart in either form', '❤️ ❤︎ ❤'],
    ['64 characters outside the basic plane', '😀'.repeat(64)],
    ['a sign alone', '.'],
  ])('may be %s', (_, name) => {
    expect(faultOfName(name)).toBeUndefined()
    expect(matches(DisplayName, name)).toBe(true)
  })

  test.each([
    ['half of a surrogate pair', 'a\ud800b', 'half of a character'],
    ['a control character', 'a\u0007b', 'U+0007'],
    ['NUL', 'a\u0000b', 'U+0000'],
    ['one of the second set of controls', 'a\u0085b', 'U+0085'],
    ['a line break', 'a\nb', 'line break'],
    ['a line separator', 'a\u2028b', 'U+2028'],
    ['a blank before it', ' a', 'blank'],
    ['a blank behind it', 'a\u3000', 'blank'],
    ['blanks alone', ' \u00a0 ', 'blank'],
    ['text turned round', 'nn\u202eA', 'U+202E'],
    ['an isolate', 'a\u2066b\u2069', 'U+2066'],
    ['a mark of direction', 'a\u200f', 'U+200F'],
    ['the mark of Arabic letters', '\u061cعلی', 'U+061C'],
    ['a zero-width space', 'An\u200bn', 'U+200B'],
    ['a word joiner', 'An\u2060n', 'U+2060'],
    ['a byte order mark', 'An\ufeffn', 'U+FEFF'],
    ['a joiner between Latin letters', 'An\u200dn', 'U+200D'],
    ['a non-joiner between Latin letters', 'An\u200cn', 'U+200C'],
    ['a non-joiner that joins nothing', 'علی\u200c', 'U+200C'],
    ['a joiner without a second emoji', '👩\u200d', 'U+200D'],
    ['a soft hyphen', 'An\u00adn', 'U+00AD'],
    ['a grapheme joiner', 'An\u034fn', 'U+034F'],
    ['the separator of Mongolian vowels among others', 'An\u180en', 'U+180E'],
    ['a filler', '\u3164', 'U+3164'],
    ['a filler behind a letter', 'Ann\u3164', 'U+3164'],
    ['the fillers of Hangul', '\u115f\u1160', 'U+115F'],
    ['the half-width filler', '\uffa0', 'U+FFA0'],
    ['the blank of Braille', '\u2800', 'U+2800'],
    ['the blank of Braille behind a letter', 'Ann\u2800', 'U+2800'],
    ['a stand-in for an object', '\ufffc', 'U+FFFC'],
    ['an empty note', cp(0x1d159), 'U+1D159'],
    ['variation selectors alone', '\ufe0f\ufe0f', 'U+FE0F'],
    ['a variation selector on a digit', 'Ann1\ufe0f', 'U+FE0F'],
    ['a chosen form of a Latin letter', `A${cp(0xe0100)}`, 'U+E0100'],
    ['tags alone', cp(0xe0067, 0xe007f), 'U+E0067'],
    ['tags without an end', cp(0x1f3f4, 0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067), 'U+E0067'],
    ['more tags than a flag has', cp(0x1f3f4, ...Array<number>(20).fill(0xe0061), 0xe007f), 'U+E0061'],
    ['private use', 'a\ue000', 'U+E000'],
    ['private use outside the basic plane', cp(0xf0000), 'U+F0000'],
    ['a code point without a character', 'a\u0378', 'U+0378'],
    ['what is never a character', 'a\uffff', 'U+FFFF'],
    ['a mark without a letter', '\u0301a', 'U+0301'],
    ['a mark on a blank', 'a \u0301b', 'U+0301'],
    ['three marks on a letter', 'Z\u0301\u0302\u0303', 'too many marks'],
    ['three marks of one kind', 'a\u0301\u0301\u0301', 'too many marks'],
    ['two marks besides the one of the letter', 'é\u0331\u0302', 'too many marks'],
    ['a tower of marks', `Z${'\u0301\u0489\u0330'.repeat(8)}`, 'too many marks'],
    ['a tower of Thai tones', `ก${'\u0e48'.repeat(9)}`, 'too many marks'],
    ['a tower of Hebrew points', `ש${'\u05b0\u05c1'.repeat(5)}`, 'too many marks'],
    ['a tower of Tibetan vowels', `ཧ${'\u0f72'.repeat(9)}`, 'too many marks'],
    ['more characters than 64, once they are written out', cp(0x0958).repeat(40), 'written out'],
  ])('may not be %s, and is told what is wrong with it', (_, name, why) => {
    expect(faultOfName(name)).toContain(why)
    expect(matches(DisplayName, name)).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['65 characters', '😀'.repeat(65)],
    ['no text', 7],
  ])('may not be %s', (_, name) => {
    expect(matches(DisplayName, name)).toBe(false)
  })
})

describe('the name of a person', () => {
  test.each([
    ['Latin with its accents', 'Carol Ångström'],
    ['words of two scripts', 'Анна Smith'],
    ['two scripts with a sign between', 'Анна (Anna)'],
    ['Arabic', 'مُحَمَّدٌ عَبْدُ ٱللَّٰهِ'],
    ['Chinese', '山田太郎'],
    ['Han with Kana and Latin, as in Japanese', 'Aさん高橋ーX'],
    ['Han with Hangul', '김哲洙'],
    ['Bopomofo', 'ㄅㄆ王'],
    ['Hangul, in its letters', '김철수'.normalize('NFD')],
    ['Thai with Latin', 'Annครับ'],
    ['Devanagari', 'ज्ञानेश्वर'],
    ['Ethiopic, Georgian and Armenian, a word each', 'ዮሐንስ ნინო Արամ'],
    ['a script that is named nowhere', '𐌰𐌱'],
    ['digits beside letters', 'Bob2 Боб2'],
    ['an emoji of eleven code points', '👩🏽\u200d❤️\u200d💋\u200d👨🏻🎉'],
    ['letters beside emoji', 'Ann🎉Анна'],
    ['a name in wide letters', 'Ａｎｎ'],
  ])('may be %s', (_, name) => {
    expect(matches(PersonName, name), faultOfPersonName(name)).toBe(true)
  })

  test.each([
    ['Latin with a Cyrillic letter in it', 'Аnn', 'several scripts'],
    ['Cyrillic with a Latin letter in it', 'Бoб', 'several scripts'],
    ['Latin with a Greek letter in it', 'Bοb', 'several scripts'],
    ['Latin with an Armenian letter in it', 'Bօb', 'several scripts'],
    ['Latin with a Cherokee letter in it', 'Ꭰnn', 'several scripts'],
    ['Latin with one of a script that is named nowhere', 'Bo𐌰', 'several scripts'],
    ['Hangul with Kana', '김さ', 'several scripts'],
    ['such letters behind a digit', '2Аnn', 'several scripts'],
    ['such letters with a mark between', 'А\u0301nn', 'several scripts'],
    ['bold letters for others', '𝐀nн', 'several scripts'],
    ['wide letters for others', 'Ａnн', 'several scripts'],
    ['text turned round', 'nn\u202eA', 'U+202E'],
    ['a zero-width space', 'An\u200bn', 'U+200B'],
    ['a flood of marks', `a${'\u0301'.repeat(40)}`, 'marks'],
    ['nothing', '', ''],
  ])('is not %s', (_, name, why) => {
    expect(matches(PersonName, name)).toBe(false)
    expect(faultOfPersonName(name) ?? '').toContain(why)
  })

  test('is judged in time that does not grow with its square', () => {
    for (const sign of ['а', 'a', '山', '\u0301', '🎉', 'a '])
      expect(faultOfPersonName(sign.repeat(200_000))?.length).toBeLessThan(200)
  })
})
