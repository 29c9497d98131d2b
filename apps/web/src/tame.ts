/**
 * Text of others as it may stand on the page. A letter carries a few marks and no tower of them that covers the lines
 * around it, and nothing says in which direction the text that follows is to run.
 */

/** No script puts more on one letter; most need two. */
const mostMarks = 8

/** Embeddings, overrides and isolates. What a name or a message needs of these follows from its letters. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g
const isTame = /^[^\p{M}\u202a-\u202e\u2066-\u2069]*$/u
const mark = /^\p{M}$/u
/** Joins what is beside it, so it does not begin another letter. */
const joiner = /^\p{Cf}$/u

/** Tames pieces that are shown one after the other: a letter at the end of one is not given marks by the next. */
export const makeTame = (): ((piece: string) => string) => {
  let marks = 0
  const keeps = (character: string): boolean => {
    if (mark.test(character)) return ++marks <= mostMarks
    if (!joiner.test(character)) marks = 0
    return true
  }
  return (piece) => [...piece.replace(directions, '')].filter(keeps).join('')
}

export const tame = (text: string): string => (isTame.test(text) ? text : makeTame()(text))

/** Whether there is anything to see in it. */
export const isVisible = (text: string): boolean => /[^\s\p{Z}\p{Cc}\p{Cf}\p{M}\p{DI}\u2800]/u.test(text)
