/** Emoji that a text names, as `:name:`. Which of them there are, whoever reads it knows. */

/** One colon may end one name and begin the next. */
const named = /:([\p{L}\p{M}\p{N}_-]{2,32})(?=:)/gu

/** The names that may be some, each once, in the order in which they stand there; names of others stand among them, as in 10:30:45. */
export const emojiNamesIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(named), ([, name = '']) => name)),
]

export interface EmojiPiece<Found> {
  readonly text: string
  /** What was found under the name that the text says. */
  readonly emoji?: Found
}

/** A text and the emoji in it, in their order, of those that `find` knows. */
export const splitEmoji = <Found>(text: string, find: (name: string) => Found | undefined): EmojiPiece<Found>[] => {
  const pieces: EmojiPiece<Found>[] = []
  let from = 0
  for (const { index, 0: token, 1: name = '' } of text.matchAll(named)) {
    const emoji = index < from ? undefined : find(name)
    if (emoji === undefined) continue
    if (index > from) pieces.push({ text: text.slice(from, index) })
    from = index + token.length + 1
    pieces.push({ text: text.slice(index, from), emoji })
  }
  return from < text.length || pieces.length === 0 ? [...pieces, { text: text.slice(from) }] : pieces
}
