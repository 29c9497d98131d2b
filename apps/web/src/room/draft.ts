/** The limits of a message's text, as the protocol's `MessageText` has them; beside files, and without. The last tenth is told. */
import { plural } from '@lingui/core/macro'

export const textLimit = 4000
export const captionLimit = 2000

export interface DraftState {
  readonly sendable: boolean
  /** What there is to say about the length; empty while there is plenty left. */
  readonly note: string
  readonly tooLong: boolean
}

/** Length counts Unicode code points, so an emoji is not two. */
/** `limit` in characters. */
export const draftState = (text: string, limit = textLimit): DraftState => {
  const left = limit - lengthOf(text)
  const tooLong = left < 0
  return { sendable: !tooLong && /\S/.test(text), note: lengthNote(left, limit), tooLong }
}

/** Without taking it apart: somebody may paste a whole book. */
const lengthOf = (text: string): number => {
  let pairs = 0
  for (let place = 0; place < text.length - 1; place++) if (isPair(text, place)) pairs++
  return text.length - pairs
}

const isPair = (text: string, place: number): boolean =>
  (text.charCodeAt(place) & 0xfc00) === 0xd800 && (text.charCodeAt(place + 1) & 0xfc00) === 0xdc00

const lengthNote = (left: number, limit: number): string => {
  if (left < 0) return plural(-left, { one: '# character too many', other: '# characters too many' })
  return left <= limit / 10 ? plural(left, { one: '# character left', other: '# characters left' }) : ''
}

/** Lines of the text, or `most` where there are more. */
export const linesOf = (text: string, most: number): number => {
  let lines = 1
  for (let end = text.indexOf('\n'); end >= 0 && lines < most; end = text.indexOf('\n', end + 1)) lines++
  return lines
}
