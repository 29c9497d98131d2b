/**
 * What people and groups may be called: names in every script, and nothing that hides, or changes how other text is
 * shown. The rule judges the composed form (NFC), in which services keep names.
 */
import { nameLength } from './shapes.ts'
import { emptySigns, faultOfBreaks, faultOfWhole, holds } from './text-rule.ts'

const scripts = (...names: string[]): string => names.map((name) => `\\p{sc=${name}}`).join('')

/** Viramas (combining class 9) of the scripts in which a joiner after one chooses how letters are joined. */
const virama =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u0f84\\u1039\\u17d2\\u1a60\\u1b44\\ua9c0]'
const vowelsOfArabic = '\\u064b-\\u0655\\u0670'
const joining = `${scripts('Arab', 'Syrc', 'Mong', 'Nkoo', 'Adlm')}${vowelsOfArabic}`

/** Invisible signs in the places where they mean something: RFC 5892 (A.1, A.2) and the emoji of UTS 51, in spirit. */
const meaningful = new RegExp(
  [
    '(?<=\\p{ExtPict}[\\ufe0f\\p{EMod}]?)\\u200d(?=\\p{ExtPict})',
    '(?<=\\p{ExtPict})[\\ufe0e\\ufe0f]',
    '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
    '(?<=\\u{1f3f4})[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}',
    `(?<=${virama})[\\u200c\\u200d]`,
    `(?<=\\p{L})\\u200d(?=${virama})`,
    `(?<=[${joining}])\\u200c(?=[${joining}])`,
    '(?<=\\p{sc=Mong})[\\u180b-\\u180f]',
    '(?<=\\p{sc=Han})[\\u{e0100}-\\u{e01ef}]',
    '(?<=[\\u2801-\\u28ff])\\u2800(?=[\\u2801-\\u28ff])',
  ].join('|'),
  'gu',
)

/** Scripts that write vowels and tones as marks, of which an honest letter bears three, or five. */
const pointed = `${scripts('Hebr', 'Arab', 'Syrc')}${vowelsOfArabic}`
const indic = ['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh']
const stacking = scripts(...indic, 'Tibt', 'Mymr', 'Khmr', 'Lana', 'Bali', 'Java', 'Sund', 'Mong')
const tooMany = new RegExp(`(?:(?![${pointed}${stacking}])\\p{M}){3}|(?:(?![${stacking}])\\p{M}){4}|\\p{M}{6}`, 'u')

/** A letter that needs marks beside it counts those within it too; one that Unicode has whole is as it should be. */
const hasTooManyMarks = (name: string): boolean =>
  (name.match(/\P{M}\p{M}+/gu) ?? []).some((letter) => tooMany.test(letter.normalize('NFD')))

const mustNotHold = [
  [`[\\p{Cf}\\p{DI}${emptySigns}]`, 'which shows nothing here, or changes how other text is shown'],
  ['\\p{Co}', 'whose meaning is private'],
  ['\\p{Cn}', 'which is no character'],
  ['(?<=^|\\p{Zs})\\p{M}', 'a mark that stands on no letter'],
].map(([sign, why]) => [new RegExp(sign as string, 'u'), why as string] as const)

const blankEnd = /^\s|\s$/u

const faultOfComposed = (name: string): string | undefined => {
  if ([...name].length > nameLength) return `has more than ${nameLength} characters where all are written out`
  if (blankEnd.test(name)) return 'begins or ends with a blank'
  const plain = name.replaceAll(meaningful, '')
  for (const [sign, why] of mustNotHold) {
    const fault = holds(plain, sign, why)
    if (fault) return fault
  }
  return hasTooManyMarks(plain) ? 'has too many marks on one letter' : undefined
}

/** Of scripts that people write in one word with Latin, and whose letters nobody takes for Latin ones. */
const withLatin =
  'Arab Beng Deva Ethi Geor Gujr Guru Hebr Khmr Knda Laoo Mlym Mong Mymr Orya Sinh Syrc Taml Telu Thaa Thai Tibt'.split(
    ' ',
  )
const families = [['Hani', 'Hira', 'Kana', 'Bopo'], ['Hani', 'Hang'], ...withLatin.map((name) => [name])]
/** These have letters that look like those of others. */
const alone = ['Armn', 'Cher', 'Cyrl', 'Grek']
const extended = (names: readonly string[]): string => names.map((name) => `\\p{scx=${name}}`).join('')
/** Letters of one word. Scripts that are named nowhere here count as one. */
const usualWord = new RegExp(
  [
    ...families.map((names) => `^[${extended(['Latn', 'Zyyy', ...names])}]*$`),
    ...alone.map((name) => `^[${extended(['Zyyy', name])}]*$`),
    `^[^${extended(['Latn', ...families.flat(), ...alone])}]*$`,
  ].join('|'),
  'u',
)

/** One script in each word, or such as are usual together: in another mixture one letter stands for another that looks like it. */
const faultOfScripts = (name: string): string | undefined =>
  name.split(/[^\p{L}\p{M}\p{N}]+/u).every((word) => usualWord.test(word.replaceAll(/\P{L}/gu, '')))
    ? undefined
    : 'mixes letters of several scripts in one word'

/** What is wrong with a name, or nothing. */
export const faultOfName = (typed: string): string | undefined =>
  faultOfWhole(typed) ?? faultOfBreaks(typed) ?? faultOfComposed(typed.normalize('NFC'))

/** What is wrong with the name of a person: beside what no name may hold, nobody is to look like somebody else. */
export const faultOfPersonName = (typed: string): string | undefined =>
  faultOfName(typed) ?? faultOfScripts(typed.normalize('NFKC'))
