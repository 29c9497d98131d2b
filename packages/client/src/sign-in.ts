/**
 * `@parley/client/sign-in`: how one comes in here besides by a password. It is loaded by who offers that, and by nobody else.
 */
import type { Input, Output } from '@parley/protocol'
import { post, type Server } from './http.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'

/** Who may sign up, and with which issuers people log in. Rejects as `post` does. */
export const waysIn = (server: Server): Promise<Output<'ways.get'>> => post({ ...server, cookie: false }, 'ways.get', {})

/**
 * Begins to log in with an `issuer` of `waysIn`: send the person to the `url`, and keep the `binding` to yourself, in a page where it outlasts
 * going away and coming back, as `sessionStorage` does. Rejects with ISSUER_UNKNOWN, and else as `post` does.
 */
export const startAtIssuer = (server: Server, input: Input<'issuer.start'>): Promise<Output<'issuer.start'>> =>
  post({ ...server, cookie: false }, 'issuer.start', input)

/**
 * Logs in who came back from the issuer, with the `binding` and what stands in the address: `state`, `code` or `error`, and `iss`. It is good
 * once. Rejects with ARRIVAL_REFUSED where it has to be begun anew, with ISSUER_REFUSED (`why`), with SECOND_FACTOR_NEEDED as `logIn` does,
 * with ACCOUNT_NEEDED where `joinFromIssuer` is to follow, with the `login` of its `body`, and else as `post` does.
 */
export const arriveFromIssuer = (options: SessionOptions, input: Input<'session.arrive'>): Promise<Session> =>
  openSession(options, 'session.arrive', input)

/** Makes the account of who has none yet, under the `username` and `name` that they choose. Rejects as `signUp` does, and with ARRIVAL_REFUSED. */
export const joinFromIssuer = (options: SessionOptions, input: Input<'session.join'>): Promise<Session> =>
  openSession(options, 'session.join', input)
