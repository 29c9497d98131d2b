/** What texts must not hold, and what a message has to hold so that a reader sees anything at all. */

/** Drawn as nothing, though Unicode counts them as letters or symbols. */
export const emptySigns = '\\u2800\\ufffc\\u{13441}\\u{13442}\\u{16fe4}\\u{1d159}'

/** Of the signs that format text, those that are drawn: the numbers and ends of verses of Arabic, Syriac and Kaithi. */
const drawnFormats = '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}'

/** A sign that is seen. Marks need one to stand on; what has no meaning yet is taken for new, and so for visible. */
const seen = new RegExp(`[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}\\p{M}\\p{DI}\\p{NChar}${emptySigns}]|[${drawnFormats}]`, 'u')

/** Of nearly every message the first letter. */
const seenAscii = /[!-~]/

const breaks = /[\p{Cc}\p{Zl}\p{Zp}]/u
const turns = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const codePoint = (sign: string) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** The first sign that a text must not hold, and why not. */
export const holds = (text: string, sign: RegExp, why: string): string | undefined => {
  const [found] = sign.exec(text) ?? []
  return found === undefined ? undefined : `holds ${codePoint(found)}, ${why}`
}

/** Half of a character would be stored as U+FFFD, and many clients cannot read JSON that holds one. */
export const faultOfWhole = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : 'holds half of a character (a lone surrogate)'

export const faultOfBreaks = (text: string): string | undefined =>
  holds(text, breaks, 'which is a control character or a line break')

/** One line as it is shown in lists, beside others. */
export const faultOfLine = (text: string): string | undefined =>
  faultOfWhole(text) ?? faultOfBreaks(text) ?? holds(text, turns, 'which turns the direction of text')

/** The text of a message. Linear, and of most texts hardly more than the first letter is looked at. */
export const faultOfText = (text: string): string | undefined =>
  faultOfWhole(text) ?? (seenAscii.test(text) || seen.test(text) ? undefined : 'shows nothing')

/** An address that a reader may follow: signs that every program takes for the same, and nobody's password. */
export const faultOfLink = (text: string): string | undefined => {
  if (!/^https?:\/\/[!-~]+$/.test(text) || !URL.canParse(text))
    return 'is no address that begins with https:// or http://'
  const { username, password } = new URL(text)
  return username || password ? 'holds a name or a password' : undefined
}
