/** What a key press carries. */
export interface KeyPress {
  readonly isComposing: boolean
  readonly keyCode: number
}

/** What input methods get says so, where a browser has told of the end of the composition before. */
const ofInputMethod = 229

/**
 * Whether a key belongs to the input method: it chooses or ends what is composed (Chinese, Japanese, Korean), and sends nothing. Safari
 * says that the composition has ended, and then tells of the key that ended it.
 */
export const isComposed = ({ isComposing, keyCode }: KeyPress): boolean => isComposing || keyCode === ofInputMethod
