/** Commands over HTTP. */
import type { CommandName, ErrorBody, Output } from '@parley/protocol'
import { isMistake, wordsOf } from './faults.ts'
import { addressOf } from './options.ts'
import { ParleyError, parleyError } from './parley-error.ts'

export interface Server {
  readonly url: string
  /** In a page: the refresh token stays in an HttpOnly cookie that no script can read. */
  readonly cookie?: boolean
  readonly fetch?: typeof fetch
}

const patienceMs = 15_000

/**
 * Carries out one command, with an access token where it asks for one. Rejects with the server's error, with
 * UNAVAILABLE where there was no answer of ours, and with what was thrown where the fault is in the code on this side.
 */
export const post = async <C extends CommandName>(
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
