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

/** Rejects with the server's error, or with UNAVAILABLE where there was no answer of ours. */
export const post = async <C extends CommandName>(server: Server, command: C, body: object): Promise<Output<C>> => {
  const response = await send(server, command, body)
  const answer = await response.json().catch(() => undefined)
  if (response.ok && answer) return answer as Output<C>
  const error = (answer as { error?: ErrorBody } | undefined)?.error
  throw error?.name ? new ParleyError(error) : parleyError('UNAVAILABLE', { why: `HTTP status ${response.status}` })
}

const send = async (
  { url, cookie, fetch = globalThis.fetch }: Server,
  command: CommandName,
  body: object,
): Promise<Response> => {
  try {
    return await fetch(addressOf(url, `${cookie ? 'auth' : 'v1'}/${command}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: cookie ? 'include' : 'omit',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (cause) {
    throw parleyError('UNAVAILABLE', { why: 'no answer' }, cause)
  }
}
