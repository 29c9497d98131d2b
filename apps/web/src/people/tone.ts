/** Everybody has a colour for life: the random tail of the id picks one of the classes `tone-0` to `tone-11`. */
const tones = 12

export const toneOf = (id: string): string => `tone-${Number.parseInt(id.slice(-6), 16) % tones}`

/** The first letters of the first and the last word: `Ada Lovelace` is AL, `José` is J. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/u).filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map(firstLetter).join('').toLocaleUpperCase()
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const firstLetter = (word = ''): string => letters.segment(word).containing(0)?.segment ?? ''
