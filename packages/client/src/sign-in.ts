/**
 * `@parley/client/sign-in`: how one comes in here besides by a password. It is loaded by who offers that, and by nobody else.
 */
import type { Input, Output } from '@parley/protocol'
import { systemClock } from './clock.ts'
import { post, type Server } from './http.ts'
import type { Parley } from './parley.ts'
import type { ParleyError } from './parley-error.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'

/** Who may sign up, and with which issuers people log in. Rejects as `post` does. */
export const waysIn = (server: Server): Promise<Output<'ways.get'>> =>
  post({ ...server, cookie: false }, 'ways.get', {})

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

/**
 * Logs in with a `token` of an `issuer` that this server trusts, such as a game has of accounts of its own: the first one makes the account, where
 * the operator lets it. Rejects with IDENTITY_REFUSED, with SIGN_UP_CLOSED or SIGN_UP_BY_INVITATION where it makes none, with ACCOUNT_PENDING, with
 * SECOND_FACTOR_NEEDED as `logIn` does, and else as `post` does.
 */
export const logInByToken = (options: SessionOptions, input: Input<'session.exchange'>): Promise<Session> =>
  openSession(options, 'session.exchange', input)

/**
 * Comes in as a guest, by a `name` alone, where `waysIn` says `guests`. Keep the session, by its cookie or with `onRefresh`: nothing else opens the
 * account again. Rejects with GUESTS_OFF, TOO_MANY_ATTEMPTS, and else as `post` does.
 */
export const signInAsGuest = (options: SessionOptions, input: Input<'guest.create'>): Promise<Session> =>
  openSession(options, 'guest.create', input)

/**
 * Makes an account of a guest, with a `username` and a `password` of theirs, which keeps all that there is. Repeat it where the answer may be lost.
 * Rejects with NOT_A_GUEST, as `signUp` does, and else as `parley.call` does.
 */
export const becomeAccount = (
  parley: Pick<Parley, 'call'>,
  input: Input<'guest.become'>,
): Promise<Output<'guest.become'>> => parley.call('guest.become', input)

/** What a device shows that is to be let in: a person types the `code` at the `url`, or comes there by `wholeUrl`, which a QR code can hold. */
export interface ShownCode {
  /** Eight letters, with a dash in the middle. */
  readonly code: string
  /** Where it is typed. Missing, as `wholeUrl` is, where the server does not know its own address: then it is `#/device` of its page. */
  readonly url?: string
  /** The same with the code in it. */
  readonly wholeUrl?: string
}

/** By which a program logs in that has no page and no keyboard. */
export interface DeviceLogIn {
  /** What the device is called, for who is asked, and in the list of their sessions. */
  readonly device?: string
  /** Shows it, until this is resolved or rejected. */
  show(shown: ShownCode): void
  /** Ends the waiting; it then rejects with the reason. */
  readonly signal?: AbortSignal
}

const pause = (ms: number, { clock = systemClock }: SessionOptions, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = clock.after(ms, () => {
      signal?.removeEventListener('abort', give)
      resolve()
    })
    const give = () => {
      stop()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', give, { once: true })
  })

/**
 * Logs in a console or a terminal (RFC 8628): shows a code, and waits until somebody who is logged in elsewhere has typed it and let the device
 * in. Rejects with GRANT_REFUSED where they did not, with GRANT_OVER after ten minutes, and else as `post` does; what passes is waited out.
 */
export const logInByDevice = async (options: SessionOptions, log: DeviceLogIn): Promise<Session> => {
  const server = { ...options, cookie: false }
  const { device, signal } = log
  const asked = await post(server, 'device.start', device === undefined ? {} : { device })
  const { grant, code, url } = asked
  log.show(url === undefined ? { code } : { code, url, wholeUrl: `${url}/${code}` })
  for (let wait = asked.interval_ms; ; ) {
    await pause(wait, options, signal)
    try {
      return await openSession(server, 'device.check', { grant })
    } catch (error) {
      const { name, retry, body } = error as ParleyError
      if (name === 'GRANT_HASTY') wait = body.retry_ms ?? wait
      else if (name !== 'GRANT_PENDING' && !retry) throw error
    }
  }
}
