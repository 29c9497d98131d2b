/** Commands over HTTP. */
import type { CommandName, ErrorBody, Output } from '@parley/protocol'
import { addressOf } from './options.ts'
import { ParleyError, parleyError } from './parley-error.ts'

export interface Server {
  readonly url: string
  /** In a page: the refresh token stays in an HttpOnly cookie that no script can read. */
  readonly cookie?: boolean
  readonly fetch?: typeof fetch
}

const patienceMs = 15_000

/** Carries out one command, with an access token where it asks for one. Rejects with the server's error, or with UNAVAILABLE where there was no answer of ours. */
export const post = async <C extends CommandName>(
  server: Server,
  command: C,
  body: object,
  token?: string,
): Promise<Output<C>> => {
  const response = await send(server, command, body, token)
  const answer = await response.json().catch(() => undefined)
  if (response.ok && answer) return answer as Output<C>
  const error = (answer as { error?: ErrorBody } | undefined)?.error
  throw error?.name ? new ParleyError(error) : parleyError('UNAVAILABLE', { why: `HTTP status ${response.status}` })
}

const send = async (
  { url, cookie, fetch = globalThis.fetch }: Server,
  command: CommandName,
  body: object,
  token: string | undefined,
): Promise<Response> => {
  try {
    return await fetch(addressOf(url, `${cookie ? 'auth' : 'v1'}/${command}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      credentials: cookie ? 'include' : 'omit',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (cause) {
    throw parleyError('UNAVAILABLE', { why: 'no answer' }, cause)
  }
}
