/** Emoji as one types their names: `:na` at the end of a text. */
import { keyOfEmoji } from './found.ts'

export interface Nameable {
  readonly name: string
  /** Words by which it is found besides. */
  readonly tags?: readonly string[] | undefined
  /** What stands in the text then. */
  readonly written: string
}

interface Begun {
  readonly from: number
  readonly start: string
}

/** So many are offered. */
const most = 8

/** Not behind a letter or a digit, as in 10:30 and in addresses; two signs at least, as one face is two signs, too. */
const begun = /(?<![\p{L}\p{M}\p{N}:/])(?::)([\p{L}\p{M}\p{N}_+-]{2,32})$/u

export const begunEmoji = (text: string): Begun | undefined => {
  const found = begun.exec(text)
  return found ? { from: found.index, start: found[1] ?? '' } : undefined
}

/** Of each list those whose name begins so come before those that are found by another word; the first list comes first. */
export const emojiBeginning = <Item extends Nameable>(lists: readonly (readonly Item[])[], start: string): Item[] => {
  const sought = keyOfEmoji(start)
  const begins = (word: string) => keyOfEmoji(word).startsWith(sought)
  const named = lists.flatMap((list) => list.filter(({ name }) => begins(name)))
  const exact = named.filter(({ name }) => keyOfEmoji(name) === sought)
  const byWord = lists.flatMap((list) => list.filter(({ name, tags = [] }) => !begins(name) && tags.some(begins)))
  return [...new Set([...exact, ...named, ...byWord])].slice(0, most)
}

export const withEmojiAt = (text: string, { from }: Begun, { written }: Nameable): string =>
  `${text.slice(0, from)}${written} `
