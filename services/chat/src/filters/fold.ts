/** Texts as they are compared with words: what looks the same is the same. */
import lookAlike from 'unhomoglyph'

export interface Folded {
  readonly text: string
  /** Of each unit of it where that begins and ends in the text as it was. Not given where the two have the same places. */
  readonly places?: { readonly from: readonly number[]; readonly to: readonly number[] }
}

/** Of ASCII, and between two words one blank. */
const isPlain = (text: string): boolean => /^(?:[ \n]?[!-~])*[ \n]?$/.test(text)

/** A sign with what stands on it, and with what shows nothing. */
const signs = /[^\p{M}\p{DI}\p{Cf}][\p{M}\p{DI}\p{Cf}]*|[\p{M}\p{DI}\p{Cf}]+/gu
/** What shows nothing, and what only strikes through or surrounds. */
const unseen = /[\p{DI}\p{Cf}]|[\u0334-\u0338]|[\u20d0-\u20e4]/gu

const letter = /^[A-Za-z0-9]$/

/** By the form in which it looks like a letter or digit of ASCII, small or large. */
const foldSign = (sign: string): string => {
  const lower = sign.toLowerCase()
  if (sign <= '\x7f') return lower
  const like = [lower, sign.toUpperCase()].map((form) => lookAlike(form)).find((form) => letter.test(form))
  return like?.toLowerCase() ?? lower
}

const blank = /^\s$/u

/** With all that stands on it. */
const foldWhole = (sign: string): string => {
  const plain = sign.replaceAll(unseen, '').normalize('NFKC')
  let folded = ''
  for (const one of plain) folded += blank.test(one) ? ' ' : foldSign(one)
  return folded
}

const known = new Map<string, string>()
/** Those that a few languages are written in; what comes then is worked out each time. */
const mostKnown = 20_000

const foldKnown = (sign: string): string => {
  const found = known.get(sign)
  if (found !== undefined) return found
  const folded = foldWhole(sign)
  if (sign.length <= 4 && known.size < mostKnown) known.set(sign, folded)
  return folded
}

/** Linear in the length of the text. */
export const fold = (given: string): Folded => {
  if (isPlain(given)) return { text: given.replaceAll('\n', ' ').toLowerCase() }
  const [from, to]: [number[], number[]] = [[], []]
  let text = ''
  for (const { 0: sign, index } of given.matchAll(signs)) {
    const folded = foldKnown(sign)
    if (folded === ' ' && text.endsWith(' ')) {
      to[to.length - 1] = index + sign.length
      continue
    }
    text += folded
    for (let unit = 0; unit < folded.length; unit++) {
      from.push(index)
      to.push(index + sign.length)
    }
  }
  return { text, places: { from, to } }
}

/** A word of a filter without the stars at its ends. Linear: a pattern that looks for stars before the end would be tried at each. */
export const bareWord = (given: string): string => {
  const word = given.trim()
  let [from, to] = [0, word.length]
  while (from < to && word[from] === '*') from++
  while (to > from && word[to - 1] === '*') to--
  return word.slice(from, to).trim()
}
