/** What somebody looks for, and whether a text says it. */
import { type Word, wordsOf } from './words.ts'

/** Words that stand one behind the other; mostly one alone. */
export interface Term {
  readonly words: readonly string[]
  /** Of the last one its beginning is enough. */
  readonly isPrefix: boolean
  /** As it was written, whatever its stem. */
  readonly isExact: boolean
  readonly isNot: boolean
}

/** The stems of a word, where the deployment has a text search configuration. */
export type Stems = (word: string) => readonly string[]

const pieces = /(-?)(?:"([^"]*)"?|(\S+))/gu

/** Korean puts particles behind a word, with no blank between: who looks for the word means it with any of them. */
const takesParticles = /\p{Script=Hangul}$/u

/** Each piece between blanks is a term, and what stands in quotes is one. `-` before it says that it must not be there. */
export const termsOf = (text: string): Term[] =>
  [...text.matchAll(pieces)].flatMap(([, sign, phrase, piece = '']) => {
    const words = wordsOf(phrase ?? piece).map(({ word }) => word)
    if (words.length === 0) return []
    const isPrefix = phrase === undefined && (/\*+$/.test(piece) || takesParticles.test(words.at(-1) ?? ''))
    return [{ words, isPrefix, isExact: phrase !== undefined || isPrefix || words.length > 1, isNot: sign === '-' }]
  })

/** Words of all terms together. */
export const countWords = (terms: readonly Term[]): number => terms.reduce((sum, { words }) => sum + words.length, 0)

const meets = (said: string, asked: string, stems: Stems): boolean => {
  if (said === asked) return true
  const wanted = stems(asked)
  return wanted.length > 0 && stems(said).some((stem) => wanted.includes(stem))
}

const none: Stems = () => []

const standsAt = (said: readonly Word[], place: number, term: Term, stems: Stems): boolean =>
  term.words.every((asked, step) => {
    const word = said[place + step]?.word
    if (word === undefined) return false
    if (term.isPrefix && step === term.words.length - 1) return word.startsWith(asked)
    return meets(word, asked, term.isExact ? none : stems)
  })

/** From where to where in the text, in UTF-16 units. */
export type Spot = [from: number, to: number]

const spotsOf = (said: readonly Word[], term: Term, stems: Stems): Spot[] =>
  said.flatMap(({ from }, place): Spot[] => {
    if (!standsAt(said, place, term, stems)) return []
    return [[from, (said[place + term.words.length - 1] as Word).to]]
  })

/** Where it says what is looked for, in their order and none inside of another; nothing where it does not say all of it. */
export const findTerms = (said: readonly Word[], terms: readonly Term[], stems: Stems = none): Spot[] | undefined => {
  const spots: Spot[] = []
  for (const term of terms) {
    const found = spotsOf(said, term, stems)
    if (found.length > 0 === term.isNot) return undefined
    if (!term.isNot) spots.push(...found)
  }
  spots.sort(([from, to], [other, end]) => from - other || end - to)
  let reached = -1
  return spots.filter(([from, to]) => {
    const isNew = from >= reached
    if (isNew) reached = to
    return isNew
  })
}

const quoted = (lexeme: string) => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const anyOf = (lexemes: readonly string[]) => `(${lexemes.map(quoted).join(' | ')})`

/** Marks among the words of a stretch: no word has such a sign. */
export const authorMark = (author: string) => `@${author}`
export const linkMark = '#link'
export const stemMark = (stem: string) => `~${stem}`

const wordQuery = (word: string, { isExact }: Term, stems: Stems): string => {
  const found = isExact ? [] : stems(word)
  return anyOf([word, ...found.map(stemMark)])
}

const termQuery = (term: Term, stems: Stems): string =>
  term.words
    .map((word, place) =>
      term.isPrefix && place === term.words.length - 1 ? `${quoted(word)}:*` : wordQuery(word, term, stems),
    )
    .join(' & ')

/**
 * What a stretch of a room must have among its words so that a message in it may be meant, as a tsquery; null where any may be.
 * What must not be there says nothing about a stretch.
 */
export const sieveOf = (
  terms: readonly Term[],
  { authors, hasLink }: { readonly authors: readonly string[] | null; readonly hasLink: boolean },
  stems: Stems = none,
): string | null => {
  const parts = terms.filter(({ isNot }) => !isNot).map((term) => termQuery(term, stems))
  if (authors !== null) parts.push(anyOf(authors.map(authorMark)))
  if (hasLink) parts.push(quoted(linkMark))
  return parts.length === 0 ? null : parts.join(' & ')
}

/** Of a text in ASCII each of these must be a part, in small letters: others need not be taken apart. */
export const partsOf = (terms: readonly Term[], stems: Stems = none): string[] =>
  terms.flatMap(({ words, isNot, isExact }) =>
    isNot ? [] : words.filter((word) => /^[\x21-\x7e]+$/.test(word) && (isExact || stems(word).length === 0)),
  )
