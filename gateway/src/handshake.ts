/** What a socket brings along before it is one: subprotocol and token. Pure. */
import { type ErrorName, type Subprotocol, subprotocols } from '@parley/protocol'

export interface Offer {
  readonly subprotocol: Subprotocol
  readonly token: string
}

const bearerForms: readonly (readonly [prefix: string, decode: (value: string) => string])[] = [
  ['bearer.', (value) => value],
  ['base64url.bearer.authorization.k8s.io.', (value) => Buffer.from(value, 'base64url').toString('utf8')],
]

const readToken = (entry: string): string | undefined => {
  for (const [prefix, decode] of bearerForms) if (entry.startsWith(prefix)) return decode(entry.slice(prefix.length))
  return undefined
}

/** Reads Sec-WebSocket-Protocol: exactly one token entry, and beside it a subprotocol of ours. */
export const readOffer = (header: string | undefined): Offer | { readonly error: ErrorName } => {
  const entries = (header ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const tokens = entries.flatMap((entry) => readToken(entry) ?? [])
  // Our own text, not a piece of the header: that would keep the header, and the token in it, for as long as the socket.
  const [subprotocol] = entries.flatMap((entry) => subprotocols.find((known) => known === entry) ?? [])
  const [token, ...others] = tokens
  if (!token || others.length > 0) return { error: 'TOKEN_MISSING' }
  if (!subprotocol) return { error: 'SUBPROTOCOL_UNKNOWN' }
  return { subprotocol, token }
}
