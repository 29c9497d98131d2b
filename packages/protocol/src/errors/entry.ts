/** What an error may tell besides its number, name and text. */
export const errorDetails = {
  retry_ms: 'wait at least so many milliseconds; where it is missing, a second',
  limit: 'the setting that was met, where it is one',
  most: 'how many there may be: connections, members, rooms, bytes',
  at: 'the place in the input: a JSON pointer, empty for the whole',
  why: 'the reason; where there is an `at`, to be read after the name of that place',
  command: 'the command whose input it is',
  user: 'who',
  until: 'when it ends by itself, in milliseconds since 1970; where it is missing, it does not',
  needs: 'what a role of the platform would have to allow',
  head: 'the last position of the room',
  now: 'the time by the clock of the server, in milliseconds since 1970',
  scope: 'what the token would have to allow',
  login: 'what a log-in is gone on with, once and within the time that the text says',
  called: 'what the issuer calls them; where it is missing, nothing that one may be called here',
  factors:
    'what proves who it is besides the password, a list: totp, the code that an app shows; recovery, one of the codes that were kept; passkey, by `passkey.ask`',
  trace: "what the fault stands under in the server's log",
} as const

export type ErrorDetail = keyof typeof errorDetails

/**
 * Every error that leaves the platform. Numbers come in blocks of 100 per area and are never used again for another
 * meaning. `retry` says whether the same request may succeed later without being changed. A text is true wherever the
 * error is raised: on a socket and over HTTP.
 */
export interface ErrorEntry {
  readonly code: number
  readonly status: number
  readonly retry: boolean
  readonly text: string
  /** What it may tell besides. */
  readonly tells?: readonly ErrorDetail[]
}

/** Keeps the types of what is in it. */
export const errorTable = <const T extends Record<string, ErrorEntry>>(entries: T): T => entries
