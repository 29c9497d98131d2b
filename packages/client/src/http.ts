/** Commands over HTTP. */
import type { CommandName, ErrorBody, Input, Output } from '@parley/protocol'
import { isMistake, wordsOf } from './faults.ts'
import { addressOf, faultOfAddress } from './options.ts'
import { ParleyError, parleyError } from './parley-error.ts'

/** Where a Parley is, and how it is asked. */
export interface Server {
  /** For example `https://chat.example.org`; in a page, relative to it. */
  readonly url: string
  /**
   * In a page of the server's own site: the refresh token stays in an HttpOnly cookie that no script can read. Not for Node,
   * nor for pages of other sites.
   */
  readonly cookie?: boolean | undefined
  /** The one of the platform where it is not given. */
  readonly fetch?: typeof fetch | undefined
}

const patienceMs = 15_000

/**
 * Carries out one command over HTTP, without a connection, and once; with an access token where the command asks for
 * one. Rejects within 15 s: with the server's error, with UNAVAILABLE where there was no answer that can be read, or none
 * of Parley, with SETUP_FAULT where `url` cannot be one, and with what was thrown where the fault is in the code on this
 * side.
 */
export const post = <C extends CommandName>(
  server: Server,
  command: C,
  input: Input<C>,
  token?: string,
): Promise<Output<C>> => exchange(server, command, input as object, token)

/** With the cookie form, inputs lack what is in the cookie. */
export const exchange = async <C extends CommandName>(
  server: Server,
  command: C,
  body: object,
  token?: string,
): Promise<Output<C>> => {
  const response = await ask(server, command, body, token)
  const answer = await response.json().catch(() => undefined)
  if (response.ok && answer) return answer as Output<C>
  const error = (answer as { error?: ErrorBody } | undefined)?.error
  throw error?.name ? new ParleyError(error) : noAnswerOfOurs(response)
}

const noAnswerOfOurs = ({ url, status }: Response): ParleyError =>
  parleyError('UNAVAILABLE', { why: `${url} answered with HTTP status ${status}, and not as Parley does` })

/** The request is put together first: what is wrong with it is no trouble of the way. */
export const ask = async (
  { url, cookie, fetch = globalThis.fetch }: Server,
  command: CommandName,
  body: object,
  token: string | undefined,
): Promise<Response> => {
  const wrong = faultOfAddress(url)
  if (wrong !== undefined) throw parleyError('SETUP_FAULT', { why: wrong })
  const address = addressOf(url, `${cookie ? 'auth' : 'v1'}/${command}`)
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  new Headers(headers) // throws for what no header can carry
  const init: RequestInit = {
    method: 'POST',
    headers,
    credentials: cookie ? 'include' : 'omit',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  }
  try {
    return await fetch(address, init)
  } catch (cause) {
    if (isMistake(cause)) throw cause
    throw parleyError('UNAVAILABLE', { why: `no answer: ${wordsOf(cause)}${hintOf(address, cause)}` }, cause)
  }
}

/** Whether a page asks that comes from somewhere else. */
export const isForeign = ({ origin }: URL): boolean => {
  const { location } = globalThis
  return location !== undefined && location.origin !== origin
}

/** A browser does not tell a page which of the two it is. */
const hintOf = (address: URL, cause: unknown): string =>
  cause instanceof TypeError && isForeign(address)
    ? `. Either ${address.origin} cannot be reached, or it lets no page of ${location.origin} ask: its operator names that in ALLOWED_ORIGINS`
    : ''
