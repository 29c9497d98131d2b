/** An error as a person reads it: the protocol table's own text, unless that speaks to programs. */
import { plural, t } from '@lingui/core/macro'
import type { ErrorName } from '@parley/protocol'
import { inputText } from './bad-input.ts'
import { errorWords } from './error-words.ts'
import { faultText, isFromServer } from './faults/faults.ts'
import { number } from './language/formats.ts'
import { reasonText } from './reasons.ts'
import { tame } from './tame.ts'
import { forPeople } from './words-for-people.ts'

/** What is no answer of the server is a fault of this page, and is never told as one of the server or the network. */
export const errorText = (error: unknown): string =>
  isFromServer(error)
    ? bodyText(error.body)
    : t`Something went wrong on this page: ${faultText(error)}. Load it again, and try once more.`

/** What people meet only where the page itself asks wrongly. They are told so, and not what the protocol says to programs. */
export const faultsOfThePage: ReadonlySet<string> = new Set<ErrorName>([
  'BAD_FRAME',
  'UNKNOWN_COMMAND',
  'HELLO_FIRST',
  'STREAM_NOT_FOUND',
  'ROUTE_NOT_FOUND',
  'SOCKET_ONLY',
  'ANSWER_TOO_LARGE',
  'REQUEST_UNCLEAR',
  'JSON_ONLY',
  'SETUP_FAULT',
  'TOKEN_MISSING',
  'SUBPROTOCOL_UNKNOWN',
  'COOKIE_NOT_KEPT',
  'SCOPE_MISSING',
  'GRANT_PENDING',
  'GRANT_HASTY',
  'GAME_OF_ANOTHER',
  'ONCE_TAKEN',
  'ONCE_DONE',
  'MESSAGE_ID_TAKEN',
  'CURSOR_AHEAD',
  'NOT_IN_THREADS',
  'ROOM_FILE_BROKEN',
  'ROOM_FILE_OTHER',
  'CONTACT_REQUEST_ID_TAKEN',
  'PARTY_ID_TAKEN',
  'INVITATION_ID_TAKEN',
  'UPLOAD_MALFORMED',
  'UPLOAD_OFFSET',
  'NOTIFICATIONS_NOT_NAMED',
  'PUSH_KEYS_INVALID',
  'PUSH_KEY_UNKNOWN',
  'PUSH_ENDPOINT_TAKEN',
])

interface Told {
  readonly name: string
  readonly text: string
  readonly retry_ms?: number | undefined
  readonly at?: unknown
  readonly why?: unknown
  readonly most?: unknown
}

const pageIsWrong = (name: string): string =>
  t`The server does not take what this page asked for (${name}). Load it again, and try once more.`

/** In the language of the page, where the server has an error that the page knows. */
const textOf = (name: string, text: string): string =>
  forPeople[name] ?? errorWords[name] ?? (faultsOfThePage.has(name) ? pageIsWrong(name) : text)

const waitFor = (retryMs: number | undefined): string =>
  retryMs === undefined ? t`a while` : spanText(Math.ceil(retryMs / 1000))

const spanText = (seconds: number): string => {
  if (seconds > 172_800) return plural(Math.ceil(seconds / 86_400), { one: '# day', other: '# days' })
  return seconds > 180 ? plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' }) : `${seconds} s`
}

/** Of these somebody who runs a space or the platform says why, in words of their own. */
const toldWhy: ReadonlySet<string> = new Set<ErrorName>(['ACCOUNT_BANNED', 'ACCOUNT_LOCKED', 'MESSAGE_STOPPED'])

/** Some texts name the field that says how long to wait, why, or how many there may be. What is wrong with an input is in the reason alone. */
export const bodyText = ({ name, text, retry_ms, at, why, most }: Told): string => {
  if (name === 'BAD_INPUT' && typeof why === 'string') return inputText(at, why)
  if (toldWhy.has(name) && typeof why === 'string') return `${textOf(name, text)} ${tame(why)}`
  const whole = textOf(name, text)
    .replace('`retry_ms`', waitFor(retry_ms))
    .replace(t`\`why\` says the reason`, reasonText(String(why)))
    .replace('`most`', typeof most === 'number' ? number(most) : t`many`)
  return inWords(name, whole)
}

/** What is left of it for programs means that the page asked for what it should not have. */
const inWords = (name: string, text: string): string => (/[`{]/.test(text) ? pageIsWrong(name) : text)

/** Errors that are about one input, whatever it was. */
const ofField: Readonly<Record<string, string>> = {
  USERNAME_TAKEN: 'username',
  LOGIN_FAILED: 'password',
} satisfies Partial<Record<ErrorName, string>>

/** The name of the input that an error is about. */
export const faultyField = (error: unknown): string | undefined => {
  if (!isFromServer(error)) return undefined
  const { name, at } = error.body
  return name === 'BAD_INPUT' ? /^\/(\w+)/.exec(String(at))?.[1] : ofField[name]
}
