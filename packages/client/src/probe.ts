/** Finds out why handshakes fail, which a browser does not tell, by one request over HTTP to the same server. */
import type { ErrorBody } from '@parley/protocol'
import { ask, type Server } from './http.ts'
import { addressOf } from './options.ts'
import { ParleyError, parleyError } from './parley-error.ts'

export interface Verdict {
  readonly error: ParleyError
  /** Found so often in a row, it ends a connection that has never worked. Left out where it may get better by itself. */
  readonly endsAfter?: number
  /** Whatever worked before. */
  readonly isOver?: boolean
}

/** Twice, as a server that is just being set up may answer so for a moment. */
const twice = { endsAfter: 2 }

/** A gateway that is being replaced answers over HTTP for some seconds and takes no sockets. */
const often = { endsAfter: 4 }

export interface Asked extends Pick<Server, 'url' | 'fetch'> {
  readonly token: string
  /** The same token was refused before, and this is what came of asking for another. */
  readonly isStale: boolean
}

export const probe = async ({ url, fetch, token, isStale }: Asked): Promise<Verdict | undefined> => {
  const server = { url, ...(fetch && { fetch }) }
  try {
    const response = await ask(server, 'account.get', {}, token)
    return judge(response.status, await response.json().catch(() => undefined), { url, isStale })
  } catch {
    return (await isBarred(server)) ? barred() : undefined
  }
}

const judge = (status: number, answer: unknown, { url, isStale }: Pick<Asked, 'url' | 'isStale'>) => {
  const { error, user } = (answer ?? {}) as { error?: ErrorBody; user?: string }
  if (user) return { error: setupFault(`${url} answers over HTTP, but no WebSocket gets through: ${passOn}`), ...often }
  if (error?.name && status === 401) return tokenVerdict(new ParleyError(error), isStale)
  if (status >= 500 || status === 429 || status === 408) return undefined
  return {
    error: setupFault(`${url} answers with HTTP status ${status}, and not as Parley does: check \`url\``),
    ...twice,
  }
}

const passOn = 'let the proxies in between pass upgrades on, and ALLOWED_ORIGINS name the origin of this page'

/** A token that is new and expired all the same may come of clocks that differ; those get mended. */
const tokenVerdict = (error: ParleyError, isStale: boolean): Verdict => {
  const isOver = error.name === 'SESSION_ENDED' || error.name === 'TOKEN_MISSING' || isStale
  return { error, isOver, ...(error.name === 'TOKEN_INVALID' && twice) }
}

/** A page of another origin learns nothing but that somebody is there. */
const isBarred = async ({ url, fetch = globalThis.fetch }: Pick<Server, 'url' | 'fetch'>): Promise<boolean> => {
  const address = addressOf(url, '')
  const { location } = globalThis
  if (!location || location.origin === address.origin) return false
  const signal = AbortSignal.timeout(10_000)
  return fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal }).then(
    () => true,
    () => false,
  )
}

const barred = (): Verdict => ({
  error: parleyError('ORIGIN_FORBIDDEN', { why: 'the server is there, and lets no page of this origin in' }),
  ...twice,
})

const setupFault = (why: string): ParleyError => parleyError('SETUP_FAULT', { why })
