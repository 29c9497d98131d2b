/** What a text has to hold so that a reader sees anything at all. */

/** Drawn as nothing, though Unicode counts them as letters or symbols. */
export const emptySigns = '\\u2800\\ufffc\\u{13441}\\u{13442}\\u{16fe4}\\u{1d159}'

/** Of the signs that format text, those that are drawn: the numbers and ends of verses of Arabic, Syriac and Kaithi. */
const drawnFormats = '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}'

/** A sign that is seen. Marks need one to stand on; what has no meaning yet is taken for new, and so for visible. */
const seen = new RegExp(`[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}\\p{M}\\p{DI}\\p{NChar}${emptySigns}]|[${drawnFormats}]`, 'u')

/** Of nearly every message the first letter. */
const seenAscii = /[!-~]/

/** What is wrong with the text of a message, or nothing. Linear, and most texts cost a tenth of a microsecond. */
export const faultOfText = (text: string): string | undefined => {
  if (!text.isWellFormed()) return halfCharacter
  return seenAscii.test(text) || seen.test(text) ? undefined : 'shows nothing'
}

export const halfCharacter = 'holds half of a character (a lone surrogate)'
