/** A log-in that keeps itself alive: access tokens that do not run out, by way of the refresh token. */
import type { Input, Output } from '@parley/protocol'
import { type Clock, type Elapsed, stopwatch, systemClock } from './clock.ts'
import { exchange, type Server } from './http.ts'
import { inTurn } from './in-turn.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import { uuid7 } from './uuid7.ts'

/** Where to log in, and what to do with refresh tokens. */
export interface SessionOptions extends Server {
  /** For tests. */
  readonly clock?: Clock | undefined
  /** Called with each new refresh token, for programs that keep it; without the cookie form only. */
  readonly onRefresh?: ((refresh: string) => void) | undefined
}

type Opened = Output<'session.create'> & { readonly age: Elapsed }
type Opening =
  | 'session.create'
  | 'session.confirm'
  | 'session.exchange'
  | 'session.arrive'
  | 'session.join'
  | 'account.create'
  | 'device.check'
  | 'guest.create'
  | 'session.refresh'

/** Refreshed this long before the end, or in the last quarter of a short life: before a connection asks to renew. */
const aheadMs = 40_000
/** What a server of the release before does not say. */
const lifeMs = 60_000

/**
 * Logs in, with `username` and `password`. Rejects with LOGIN_FAILED where they do not match, with TOO_MANY_ATTEMPTS after
 * many that did not (`retry_ms` says how long to wait), with SECOND_FACTOR_NEEDED where `confirmLogIn` is to follow, with
 * the `login` of its `body`, and else as `post` does. `device_token` is that of `session.deviceToken`.
 */
export const logIn = (options: SessionOptions, input: Input<'session.create'>): Promise<Session> =>
  openSession(options, 'session.create', input)

/**
 * Goes on with a log-in, with its `login` and the `code` that an app shows or a recovery code. Rejects with CODE_WRONG,
 * CODE_USED, TOO_MANY_ATTEMPTS, with LOGIN_OVER where it has to be begun anew, and else as `post` does.
 */
export const confirmLogIn = (options: SessionOptions, input: Input<'session.confirm'>): Promise<Session> =>
  openSession(options, 'session.confirm', input)

/** Keys of sign-ups that were not answered, by server and name: a repeat with the same key asks for what the first made. */
const unanswered = new Map<string, string>()

/**
 * Makes an account with `username`, `password` and `name` (what others see), and logs in to it. Where the answer may have
 * been lost, call it again: you get a session of the account that was made. A program that may end in between gives a
 * `key` of its own, a UUID, and keeps it. Rejects with USERNAME_TAKEN, PASSWORD_WEAK, SIGN_UP_CLOSED, BAD_INPUT, and else
 * as `post` does.
 */
export const signUp = async (options: SessionOptions, input: Input<'account.create'>): Promise<Session> => {
  const name = `${options.url} ${input.username}`
  const key = input.key ?? unanswered.get(name) ?? uuid7()
  unanswered.set(name, key)
  try {
    const opened = await open(options, 'account.create', { ...input, key })
    unanswered.delete(name)
    return new Session(options, opened)
  } catch (error) {
    if (!(error as ParleyError).retry) unanswered.delete(name)
    throw error
  }
}

const clockOf = ({ clock = systemClock }: SessionOptions): Clock => clock

/** Its age counts from when it was asked for, so that none of its life is counted twice. */
const open = async (options: SessionOptions, command: Opening, input: object): Promise<Opened> => {
  const age = stopwatch(clockOf(options))
  return { ...(await exchange(options, command, input)), age }
}

/** @internal */
export const openSession = async (options: SessionOptions, command: Opening, input: object): Promise<Session> =>
  new Session(options, await open(options, command, input))

/** Made by `logIn`, `confirmLogIn`, `signUp` and `Session.resume`: gives access tokens, and gets new ones before they run out. */
export class Session {
  /** The id of whoever has logged in. */
  readonly user: string
  readonly #options: SessionOptions
  #opened: Opened
  #refreshing: Promise<string> | undefined

  /** @internal Made by `logIn`, `signUp` and `Session.resume`. */
  constructor(options: SessionOptions, opened: Opened) {
    this.user = opened.user
    this.#options = options
    this.#opened = opened
  }

  /** Of the session itself, a UUID. */
  get id(): string {
    return this.#opened.session
  }

  /**
   * Goes on with a session of before: by its cookie, or by the refresh token that was kept (each is for one use: keep what
   * `onRefresh` gives). Rejects with REFRESH_INVALID or SESSION_ENDED where one has to log in again, and else as `post` does.
   */
  static async resume(options: SessionOptions, refresh?: string): Promise<Session> {
    return new Session(options, await refreshed(options, refresh))
  }

  /**
   * Proves at the next log-in, as its `device_token`, that this device has logged in before: failed log-ins elsewhere do
   * not lock it out. Empty in a page, where it is a cookie.
   */
  get deviceToken(): string {
    return this.#opened.device_token ?? ''
  }

  /** Goes on with the session elsewhere, or later, by `Session.resume`; `onRefresh` tells of each that follows. Empty in the cookie form. */
  get refreshToken(): string {
    return this.#opened.refresh
  }

  /**
   * Gives an access token with some life left, for the `token` of `Parley` and for `post`. One refresh is under way at
   * most. Rejects as `Session.resume` does.
   */
  readonly token = async (wanted?: { readonly fresh: boolean }): Promise<string> => {
    if (wanted?.fresh) return this.#refreshOnce()
    if (this.#remainingMs() > Math.min(aheadMs, this.#lifeMs() / 4)) return this.#opened.access
    return this.#refreshOnce().catch((error) => this.#makeDo(error))
  }

  /** Logs out, here and on every socket of the session. Rejects as `post` does. */
  async end(): Promise<void> {
    const { cookie } = this.#options
    await exchange(this.#options, 'session.end', cookie ? {} : { refresh: this.#opened.refresh })
  }

  #lifeMs(): number {
    return this.#opened.access_expires_in_ms ?? lifeMs
  }

  #remainingMs(): number {
    return this.#lifeMs() - this.#opened.age.most()
  }

  /** The token that is there will do for a while, where the trouble passes. */
  #makeDo(error: ParleyError): string {
    if (!error.retry || this.#lifeMs() <= this.#opened.age.least()) throw error
    return this.#opened.access
  }

  async #refreshOnce(): Promise<string> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<string> {
    const opened = await refreshed(this.#options, this.#opened.refresh)
    if (opened.user !== this.user) throw parleyError('TOKEN_OF_ANOTHER') // somebody else logged in in another tab
    this.#opened = opened
    if (!this.#options.cookie) this.#options.onRefresh?.(this.#opened.refresh)
    return this.#opened.access
  }
}

/**
 * A refresh token is for one use, and all tabs share the cookie: one after the other, each with the cookie that the
 * one before it got.
 */
const refreshed = async (options: SessionOptions, refresh: string | undefined): Promise<Opened> => {
  if (!options.cookie) return open(options, 'session.refresh', { refresh })
  return inTurn('parley session.refresh', () => open(options, 'session.refresh', {}), clockOf(options))
}
