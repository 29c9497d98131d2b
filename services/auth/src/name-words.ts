/** What of a display name is searched. */

/** Marks that people leave out where they type: accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic. */
const accents = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g
const unseen = /\p{DI}/gu

/** Letters that Unicode does not take apart, and keyboards elsewhere do not have. */
const plain = new Map(
  Object.entries({ æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ŧ: 't', ς: 'σ' }),
)
const special = new RegExp(`[${[...plain.keys()].join('')}]`, 'g')

/** Equal for names that differ in case, accents or the form of their letters alone. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(accents, '')
    .replaceAll(unseen, '')
    .replaceAll(special, (letter) => plain.get(letter) ?? letter)

/** Of one word what is looked at, in code points. */
const longestWord = 64
/** Words of one name: of 64 letters, each of which may be several once it is folded. */
const mostWords = 128
/** Words that one search looks for. */
const mostTokens = 8

const cut = (signs: readonly string[], from = 0): string => signs.slice(from, from + longestWord).join('')
const tokensIn = (name: string): string[][] =>
  foldName(name)
    .split(/\s+/u)
    .filter(Boolean)
    .map((token) => [...token])

const letter = /[\p{L}\p{M}\p{N}]/u
/** Scripts that leave no blanks between words: each letter may begin one. */
const unspaced =
  /(?=\p{L})[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u

const begins = (sign: string, before: string | undefined): boolean =>
  before === undefined || unspaced.test(sign) || (letter.test(sign) && !letter.test(before))

/** Everything that a search may begin with: each word, and what stands behind a sign in it. */
export const wordsOf = (name: string): string[] => {
  const words = tokensIn(name).flatMap((signs) =>
    signs.flatMap((sign, place) => (begins(sign, signs[place - 1]) ? cut(signs, place) : [])),
  )
  return [...new Set(words)].slice(0, mostWords)
}

/** What was typed, as what words have to begin with: the longest first, as the fewest begin with it. */
export const tokensOf = (typed: string): string[] =>
  [...new Set(tokensIn(typed).map((signs) => cut(signs)))]
    .toSorted((one, other) => other.length - one.length)
    .slice(0, mostTokens)
