/** An error as a person reads it: the protocol table's own text. */
import type { ErrorBody } from '@parley/protocol'

const unreachable = 'The server cannot be reached. Check your connection and try again.'

const bodyOf = (error: unknown): ErrorBody | undefined => (error as { body?: ErrorBody } | undefined)?.body

export const errorText = (error: unknown): string => {
  const body = bodyOf(error)
  return body ? bodyText(body) : unreachable
}

/** The texts speak to programs too, and name the field that says how long to wait. */
export const bodyText = ({ text, retry_ms }: Pick<ErrorBody, 'text' | 'retry_ms'>): string =>
  text.replace('`retry_ms`', retry_ms === undefined ? 'a while' : `${Math.ceil(retry_ms / 1000)} s`)

/** The name of the input that a BAD_INPUT is about. */
export const faultyField = (error: unknown): string | undefined => {
  const body = bodyOf(error)
  return body?.name === 'BAD_INPUT' ? /^\/(\w+)/.exec(String(body.at))?.[1] : undefined
}
