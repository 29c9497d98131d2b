/** What a socket brings along before it is one: subprotocol and token. Pure. */
import { type ErrorName, type Subprotocol, subprotocols } from '@parley/protocol'

export interface Offer {
  readonly subprotocol: Subprotocol
  readonly token: string
}

const plainForm = 'bearer.'
const encodedForm = 'base64url.bearer.authorization.k8s.io.'

const readToken = (entry: string): string | undefined => {
  if (entry.startsWith(plainForm)) return entry.slice(plainForm.length)
  if (entry.startsWith(encodedForm)) return Buffer.from(entry.slice(encodedForm.length), 'base64url').toString('utf8')
  return undefined
}

/** Reads Sec-WebSocket-Protocol: exactly one token entry, and beside it a subprotocol of ours. */
export const readOffer = (header: string | undefined): Offer | { readonly error: ErrorName } => {
  let token: string | undefined
  let subprotocol: Subprotocol | undefined
  for (const written of (header ?? '').split(',')) {
    const entry = written.trim()
    const given = readToken(entry)
    if (given !== undefined && token !== undefined) return { error: 'TOKEN_MISSING' }
    token ??= given
    // Our own text, not a piece of the header: that would keep the header, and the token in it, for as long as the socket.
    subprotocol ??= subprotocols.find((known) => known === entry)
  }
  if (!token) return { error: 'TOKEN_MISSING' }
  if (!subprotocol) return { error: 'SUBPROTOCOL_UNKNOWN' }
  return { subprotocol, token }
}
