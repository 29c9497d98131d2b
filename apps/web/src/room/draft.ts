/** The limits of a message's text, as the protocol's `MessageText` has them. */
export const textLimit = 4000

/** From here on one is told how much is left. */
const nearLimit = textLimit - 400

export interface DraftState {
  readonly sendable: boolean
  /** What there is to say about the length; empty while there is plenty left. */
  readonly note: string
  readonly tooLong: boolean
}

/** Length counts Unicode code points, so an emoji is not two. */
export const draftState = (text: string): DraftState => {
  const left = textLimit - [...text].length
  const tooLong = left < 0
  return { sendable: !tooLong && /\S/.test(text), note: lengthNote(left), tooLong }
}

const lengthNote = (left: number): string => {
  if (left < 0) return `${-left} ${characters(-left)} too many`
  return left <= textLimit - nearLimit ? `${left} ${characters(left)} left` : ''
}

const characters = (count: number): string => (count === 1 ? 'character' : 'characters')
