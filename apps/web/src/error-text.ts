/** An error as a person reads it: the protocol table's own text, unless that speaks to programs. */
import { plural, t } from '@lingui/core/macro'
import type { ErrorName } from '@parley/protocol'
import { errorWords } from './error-words.ts'
import { faultText, isFromServer } from './faults/faults.ts'
import { number } from './language/formats.ts'
import { tame } from './tame.ts'

/** What is no answer of the server is a fault of this page, and is never told as one of the server or the network. */
export const errorText = (error: unknown): string =>
  isFromServer(error)
    ? bodyText(error.body)
    : t`Something went wrong on this page: ${faultText(error)}. Load it again, and try once more.`

/** Where the protocol's text tells a programmer what to do. */
const forPeople: Readonly<Record<string, string>> = {
  UNAVAILABLE: t`The server cannot be reached at the moment. Check your connection, or try again later.`,
  TIMEOUT: t`The server did not answer in time. Try again.`,
  INTERNAL: t`Something went wrong on the server. Try again later.`,
  TOKEN_OF_ANOTHER: t`Somebody else has logged in in another tab.`,
  SECOND_FACTOR_NEEDED: t`The password is right. Log in, and give the code of your app, too.`,
  REFRESH_INVALID: t`The session has ended. Log in again.`,
  PERSON_NOT_FOUND: t`There is no such person.`,
  BLOCKED_BY_YOU: t`You block this person. End that first.`,
  ROOM_NOT_FOUND: t`This conversation does not exist, or you are not in it.`,
  TIME_NOT_AHEAD: t`This time is past, or further ahead than one may choose. Choose another one.`,
  USER_NOT_FOUND: t`There is no such person.`,
  PARTY_NOT_FOUND: t`There is no such party, or it is not for you.`,
  IN_A_PARTY: t`You are in a party of this game already. Leave that first.`,
  PARTY_LOCKED: t`This party is locked, and nobody comes in. Its leader can open it.`,
  PARTY_CLOSED: t`Nobody comes into this party that way. Ask its leader for an invitation, or for its code.`,
  TOO_MANY_CONTACT_REQUESTS: t`You have \`most\` open requests already, which is all that your account may have. Take one of them back first, or wait for an answer.`,
  TOO_MANY_INVITATIONS: t`You have \`most\` open invitations already, which is all that an account may have. Take one of them back first, or wait for an answer.`,
  ACCOUNT_NEW: t`Your account is new, and may do less of this for a while. Try again in a few days, or let others come to you.`,
  FACTOR_MISSING: t`Your role takes a second factor. Set one up in your settings, under Security.`,
  INVITATION_OVER: t`This invitation is over already.`,
  RATE_LIMITED: t`That was a little too much at once. Wait \`retry_ms\`, and try again.`,
  TOO_MANY_IN_FLIGHT: t`That was a little too much at once. Wait a moment, and try again.`,
  TOO_MANY_CONNECTIONS: t`You have this open in as many places as one may. Close one of them, or wait \`retry_ms\`.`,
  TOKEN_INVALID: t`The session has ended. Log in again.`,
  SESSION_NOT_FOUND: t`This device is logged out already.`,
  MEMBER_NOT_FOUND: t`They are no longer in this conversation.`,
  TOO_MANY_ROOMS: t`They are in as many groups as one may be in, and can come when they have left another one.`,
  TOO_MANY_SPACES: t`They live in as many spaces as one may, and can come when they have left another one.`,
  RESIDENT_NOT_FOUND: t`They live in this space no longer.`,
  SEARCH_EMPTY: t`There is nothing to look for. Type a word, or choose a room, a person or a date.`,
  REQUEST_NOT_FOUND: t`They do not ask to be let in any more, or somebody has answered them.`,
  RULES_CHANGED: t`The rules of the space have changed. Read them once more, and accept them then.`,
  SPACE_CLOSED: t`This space is closed: an invitation has to name whom it lets in.`,
  ANSWER_NOT_FOUND: t`This poll has other answers. Load the page again, and vote then.`,
  TAG_NOT_FOUND: t`This tag is there no longer.`,
  POSITION_NOT_HELD: t`How it was then is known no longer.`,
} satisfies Partial<Record<ErrorName, string>>

interface Told {
  readonly name: string
  readonly text: string
  readonly retry_ms?: number | undefined
  readonly why?: unknown
  readonly most?: unknown
}

/** In the language of the page, where the server has an error that the page knows. */
const textOf = (name: string, text: string): string => forPeople[name] ?? errorWords[name] ?? text

const waitFor = (retryMs: number | undefined): string =>
  retryMs === undefined ? t`a while` : spanText(Math.ceil(retryMs / 1000))

const spanText = (seconds: number): string => {
  if (seconds > 172_800) return plural(Math.ceil(seconds / 86_400), { one: '# day', other: '# days' })
  return seconds > 180 ? plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' }) : `${seconds} s`
}

/** Some texts name the field that says how long to wait, why, or how many there may be. What is wrong with an input is in the reason alone. */
export const bodyText = ({ name, text, retry_ms, why, most }: Told): string =>
  name === 'BAD_INPUT' && typeof why === 'string'
    ? t`Not accepted. It ${why}.`
    : name === 'MESSAGE_STOPPED' && typeof why === 'string'
      ? `${textOf(name, text)} ${tame(why)}`
      : inWords(
          name,
          textOf(name, text)
            .replace('`retry_ms`', waitFor(retry_ms))
            .replace(t`\`why\` says the reason`, String(why))
            .replace('`most`', typeof most === 'number' ? number(most) : t`many`),
        )

/** What is left of it for programs means that the page asked for what it should not have. */
const inWords = (name: string, text: string): string =>
  /[`{]/.test(text)
    ? t`The server does not take what this page asked for (${name}). Load it again, and try once more.`
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
