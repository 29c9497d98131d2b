/** What a page has to do with the elements. */

/**
 * Gives an access token of the person whose chat it is, as one’s own back end has it from Parley. With `fresh` the one given last did not do. Elements
 * with one server and one such function have one connection.
 */
export type TokenProvider = (wanted: { readonly fresh: boolean }) => Promise<string>

/** An error of the server, or of what keeps one from it: with its number and name, and what to do. */
export interface ParleyFault {
  readonly code: number
  readonly name: string
  readonly text: string
}

export interface ParleyElementEvents {
  /** What is shown in place of the chat, or keeps the server away. */
  'parley-error': CustomEvent<ParleyFault>
  /** Escape was pressed where it closes nothing: the focus is back where it came from. */
  'parley-leave': CustomEvent<null>
}
