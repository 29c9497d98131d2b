/** Gets access tokens from a function that others wrote, and tells its faults as what they are. */
import { isMistake, isOfTheWay, wordsOf } from './faults.ts'
import { ParleyError, parleyError } from './parley-error.ts'

export interface TokenOwner {
  token(wanted: { readonly fresh: boolean }): Promise<string>
  report(fault: unknown): void
}

/** Exceptions that say nothing in particular, before there was ever a token. */
const mostFaults = 3

/** What the header that carries it may hold (RFC 9110, 5.6.2). */
const sendable = /^[\w!#$%&'*+.^`|~-]+$/

export class TokenSource {
  readonly #owner: TokenOwner
  #token = ''
  #faults = 0
  #isStale = false

  constructor(owner: TokenOwner) {
    this.#owner = owner
  }

  /** The one that is in use. */
  get token(): string {
    return this.#token
  }

  /** Another was asked for, and the same came. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** One for the next connection. */
  async next(fresh: boolean): Promise<string> {
    const token = await this.#ask(fresh)
    this.#isStale = fresh && token === this.#token
    this.#token = token
    return token
  }

  /** One to follow the one in use; nothing where there is none. */
  async another(): Promise<string | undefined> {
    const newest = await this.#ask(false)
    const token = newest === this.#token ? await this.#ask(true) : newest
    return token === this.#token ? undefined : token
  }

  taken(token: string): void {
    this.#token = token
  }

  async #ask(fresh: boolean): Promise<string> {
    const token = await this.#call(fresh)
    if (typeof token === 'string' && sendable.test(token)) return token
    const what = typeof token === 'string' ? `a text that no header can carry` : String(token)
    throw parleyError('SETUP_FAULT', { why: `the token function gave ${what} instead of an access token` })
  }

  async #call(fresh: boolean): Promise<unknown> {
    try {
      const token = await this.#owner.token({ fresh })
      this.#faults = 0
      return token
    } catch (fault) {
      throw fault instanceof ParleyError ? fault : this.#errorOf(fault)
    }
  }

  #errorOf(fault: unknown): ParleyError {
    this.#owner.report(fault)
    if (!isOfTheWay(fault)) this.#faults += 1
    const isHopeless = this.#token === '' && (isMistake(fault) || this.#faults >= mostFaults)
    const why = `the token function failed: ${wordsOf(fault)}`
    return parleyError(isHopeless ? 'SETUP_FAULT' : 'UNAVAILABLE', { why }, fault)
  }
}
