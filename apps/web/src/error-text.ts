/** An error as a person reads it: the protocol table's own text, unless that speaks to programs. */
import type { ErrorBody, ErrorName } from '@parley/protocol'

const unreachable = 'The server cannot be reached. Check your connection and try again.'

const bodyOf = (error: unknown): ErrorBody | undefined => (error as { body?: ErrorBody } | undefined)?.body

export const errorText = (error: unknown): string => {
  const body = bodyOf(error)
  return body ? bodyText(body) : unreachable
}

/** Where the protocol's text tells a programmer what to do. */
const forPeople: Readonly<Record<string, string>> = {
  TIMEOUT: 'The server did not answer in time. Try again.',
  INTERNAL: 'Something went wrong on the server. Try again later.',
  TOKEN_OF_ANOTHER: 'Somebody else has logged in in another tab.',
  REFRESH_INVALID: 'The session has ended. Log in again.',
  ROOM_NOT_FOUND: 'This conversation does not exist, or you are not in it.',
  USER_NOT_FOUND: 'There is no such person.',
} satisfies Partial<Record<ErrorName, string>>

type Told = Pick<ErrorBody, 'name' | 'text' | 'retry_ms'> & { readonly why?: unknown }

const waitFor = (retryMs: number | undefined): string =>
  retryMs === undefined ? 'a while' : `${Math.ceil(retryMs / 1000)} s`

/** Some texts name the field that says how long to wait, or why. What is wrong with an input is in the reason alone. */
export const bodyText = ({ name, text, retry_ms, why }: Told): string =>
  name === 'BAD_INPUT' && typeof why === 'string'
    ? `Not accepted. It ${why}.`
    : (forPeople[name] ?? text.replace('`retry_ms`', waitFor(retry_ms)).replace('`why` says the reason', String(why)))

/** The name of the input that a BAD_INPUT is about. */
export const faultyField = (error: unknown): string | undefined => {
  const body = bodyOf(error)
  return body?.name === 'BAD_INPUT' ? /^\/(\w+)/.exec(String(body.at))?.[1] : undefined
}
