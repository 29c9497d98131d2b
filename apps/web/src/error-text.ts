/** An error as a person reads it: the protocol table's own text, unless that speaks to programs. */
import type { ErrorName } from '@parley/protocol'
import { faultText, isFromServer } from './faults/faults.ts'
import { tame } from './tame.ts'

/** What is no answer of the server is a fault of this page, and is never told as one of the server or the network. */
export const errorText = (error: unknown): string =>
  isFromServer(error)
    ? bodyText(error.body)
    : `Something went wrong on this page: ${faultText(error)}. Load it again, and try once more.`

/** Where the protocol's text tells a programmer what to do. */
const forPeople: Readonly<Record<string, string>> = {
  UNAVAILABLE: 'The server cannot be reached at the moment. Check your connection, or try again later.',
  TIMEOUT: 'The server did not answer in time. Try again.',
  INTERNAL: 'Something went wrong on the server. Try again later.',
  TOKEN_OF_ANOTHER: 'Somebody else has logged in in another tab.',
  SECOND_FACTOR_NEEDED: 'The password is right. Log in, and give the code of your app, too.',
  REFRESH_INVALID: 'The session has ended. Log in again.',
  PERSON_NOT_FOUND: 'There is no such person.',
  BLOCKED_BY_YOU: 'You block this person. End that first.',
  ROOM_NOT_FOUND: 'This conversation does not exist, or you are not in it.',
  TIME_NOT_AHEAD: 'This time is past, or further ahead than one may choose. Choose another one.',
  USER_NOT_FOUND: 'There is no such person.',
  PARTY_NOT_FOUND: 'There is no such party, or it is not for you.',
  IN_A_PARTY: 'You are in a party of this game already. Leave that first.',
  PARTY_LOCKED: 'This party is locked, and nobody comes in. Its leader can open it.',
  PARTY_CLOSED: 'Nobody comes into this party that way. Ask its leader for an invitation, or for its code.',
  INVITATION_OVER: 'This invitation is over already.',
  RATE_LIMITED: 'That was a little too much at once. Wait `retry_ms`, and try again.',
  TOO_MANY_IN_FLIGHT: 'That was a little too much at once. Wait a moment, and try again.',
  TOO_MANY_CONNECTIONS: 'You have this open in as many places as one may. Close one of them, or wait `retry_ms`.',
  TOKEN_INVALID: 'The session has ended. Log in again.',
  SESSION_NOT_FOUND: 'This device is logged out already.',
  MEMBER_NOT_FOUND: 'They are no longer in this conversation.',
  TOO_MANY_ROOMS: 'They are in as many groups as one may be in, and can come when they have left another one.',
  TOO_MANY_SPACES: 'They live in as many spaces as one may, and can come when they have left another one.',
  RESIDENT_NOT_FOUND: 'They live in this space no longer.',
  SEARCH_EMPTY: 'There is nothing to look for. Type a word, or choose a room, a person or a date.',
  REQUEST_NOT_FOUND: 'They do not ask to be let in any more, or somebody has answered them.',
  RULES_CHANGED: 'The rules of the space have changed. Read them once more, and accept them then.',
  SPACE_CLOSED: 'This space is closed: an invitation has to name whom it lets in.',
  ANSWER_NOT_FOUND: 'This poll has other answers. Load the page again, and vote then.',
  TAG_NOT_FOUND: 'This tag is there no longer.',
  POSITION_NOT_HELD: 'How it was then is known no longer.',
} satisfies Partial<Record<ErrorName, string>>

interface Told {
  readonly name: string
  readonly text: string
  readonly retry_ms?: number | undefined
  readonly why?: unknown
  readonly most?: unknown
}

const waitFor = (retryMs: number | undefined): string =>
  retryMs === undefined ? 'a while' : spanText(Math.ceil(retryMs / 1000))

const spanText = (seconds: number): string => {
  if (seconds > 172_800) return `${Math.ceil(seconds / 86_400)} days`
  return seconds > 180 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} s`
}

/** Some texts name the field that says how long to wait, why, or how many there may be. What is wrong with an input is in the reason alone. */
export const bodyText = ({ name, text, retry_ms, why, most }: Told): string =>
  name === 'BAD_INPUT' && typeof why === 'string'
    ? `Not accepted. It ${why}.`
    : name === 'MESSAGE_STOPPED' && typeof why === 'string'
      ? `${text} ${tame(why)}`
      : inWords(
          name,
          (forPeople[name] ?? text)
            .replace('`retry_ms`', waitFor(retry_ms))
            .replace('`why` says the reason', String(why))
            .replace('`most`', typeof most === 'number' ? most.toLocaleString() : 'many'),
        )

/** What is left of it for programs means that the page asked for what it should not have. */
const inWords = (name: string, text: string): string =>
  /[`{]/.test(text)
    ? `The server does not take what this page asked for (${name}). Load it again, and try once more.`
    : text

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
