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

const spanText = (seconds: number): string => (seconds > 180 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} s`)

/** Some texts name the field that says how long to wait, why, or how many there may be. What is wrong with an input is in the reason alone. */
export const bodyText = ({ name, text, retry_ms, why, most }: Told): string =>
  name === 'BAD_INPUT' && typeof why === 'string'
    ? `Not accepted. It ${why}.`
    : name === 'MESSAGE_STOPPED' && typeof why === 'string'
      ? `${text} ${tame(why)}`
      : (forPeople[name] ??
        text
          .replace('`retry_ms`', waitFor(retry_ms))
          .replace('`why` says the reason', String(why))
          .replace('`most`', typeof most === 'number' ? most.toLocaleString() : 'many'))

/** The name of the input that a BAD_INPUT is about. */
export const faultyField = (error: unknown): string | undefined => {
  if (!isFromServer(error) || error.body.name !== 'BAD_INPUT') return undefined
  return /^\/(\w+)/.exec(String(error.body.at))?.[1]
}
