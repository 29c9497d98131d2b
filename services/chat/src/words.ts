/** The words of a text, as they are looked for: the same when it is written and when it is asked for. */

export interface Word {
  /** Folded: of one form and in small letters. */
  readonly word: string
  /** Where it stands in the text, in UTF-16 units. */
  readonly from: number
  readonly to: number
}

/** Letters, figures and their marks, or one emoji. */
const runs = /[\p{L}\p{N}\p{M}_]+|\p{Extended_Pictographic}/gu

/** Scripts that put no blanks between words: only there does a dictionary tell where one ends. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Of one language for all, so that every process finds the same words. Dictionaries go by the script. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** Longer ones are found by their beginning. */
const mostUnits = 64

const fold = (run: string): string => run.normalize('NFKC').toLowerCase().slice(0, mostUnits)

/** Most texts: they need neither the tables of Unicode nor its forms. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/

const asciiWords = (text: string): Word[] => {
  const small = text.toLowerCase()
  return Array.from(small.matchAll(/\w+/g), ({ 0: run, index }) => ({
    word: run.slice(0, mostUnits),
    from: index,
    to: index + run.length,
  }))
}

const isPlain = (text: string): boolean => !unspaced.test(text)

const segmentsOf = (run: string, from: number): Word[] =>
  Array.from(segmenter.segment(run)).map(({ segment, index }) => ({
    word: fold(segment),
    from: from + index,
    to: from + index + segment.length,
  }))

/** In their order. Segmenting takes thirty times as long as splitting, so it is left to the scripts that need it. */
export const wordsOf = (text: string): Word[] => {
  if (ascii.test(text)) return asciiWords(text)
  const plain = isPlain(text)
  const words: Word[] = []
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (plain || isPlain(run)) words.push({ word: fold(run), from: index, to: index + run.length })
    else words.push(...segmentsOf(run, index))
  }
  return words
}

/** As `wordsOf`, without their places. */
export const wordsIn = (text: string): string[] =>
  ascii.test(text)
    ? (text.toLowerCase().match(/\w+/g) ?? []).map((run) => run.slice(0, mostUnits))
    : wordsOf(text).map(({ word }) => word)

/** Whether an address of the web stands in it. */
export const hasLink = (text: string): boolean => /\bhttps?:\/\/[^\s<>]/i.test(text)
