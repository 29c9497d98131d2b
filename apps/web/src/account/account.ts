import {
  confirmLogIn,
  logIn,
  ParleyError,
  post,
  type Server,
  Session,
  type SessionOptions,
  signUp,
} from '@parley/client'
import { arriveFromIssuer, joinFromIssuer, signInAsGuest, startAtIssuer, waysIn } from '@parley/client/sign-in'
import type { Input, Output } from '@parley/protocol'
import { type ChatOfUser, closeChat, openChat } from '../chat/chat-of-user.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import { KeptStorage } from '../kept/kept-storage.ts'
import { goAway } from './away.ts'
import { deviceName } from './device-name.ts'
import { signWithPasskey } from './passkey-device.ts'

/** A log-in of somebody who has shown who they are, to an account that asks for more. */
export interface HalfLogIn {
  /** What it is gone on with. */
  readonly login: string
  /** What the account takes besides. */
  readonly factors: readonly string[]
}

/** Somebody who came from an issuer, and has no account here. */
export interface Newcomer {
  readonly login: string
  /** As the issuer has it. */
  readonly called: string | undefined
}

/** How a log-in is gone on with that asks for more. */
export const halfOf = (error: unknown): { half?: HalfLogIn; newcomer?: Newcomer } | undefined => {
  if (!(error instanceof ParleyError)) return undefined
  const { login, factors, called } = error.body
  if (error.name === 'SECOND_FACTOR_NEEDED')
    return { half: { login: String(login), factors: factors as readonly string[] } }
  if (error.name !== 'ACCOUNT_NEEDED') return undefined
  return { newcomer: { login: String(login), called: typeof called === 'string' ? called : undefined } }
}

export type AccountState =
  | { readonly is: 'restoring' }
  /** Whether somebody is logged in could not be found out. */
  | { readonly is: 'unknown'; readonly why: string }
  /** With `half`, `newcomer`: on the way in. */
  | { readonly is: 'out'; readonly why?: string; readonly half?: HalfLogIn; readonly newcomer?: Newcomer }
  | { readonly is: 'in'; readonly chat: ChatOfUser; readonly session: Session }

/**
 * Who is logged in on this page. What keeps them logged in is a cookie that no script can read; the access token lives
 * in memory only. Where the browser keeps no cookies the refresh token does, too, and ends with the page.
 */
export class Account {
  /** Whether the browser keeps the session through a reload. */
  readonly cookies = navigator.cookieEnabled
  /** For commands of whoever is not logged in. */
  readonly server: Server
  readonly storage = new KeptStorage(() => localStorage)
  readonly #options: SessionOptions
  readonly #listeners = new Set<() => void>()
  #state: AccountState = { is: 'restoring' }
  #leaving = false

  constructor(url: string) {
    this.#options = { url, cookie: this.cookies }
    this.server = { url }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): AccountState => this.#state

  /** Goes on where a page before this one was logged in. */
  async restore(): Promise<void> {
    if (!this.cookies) return this.#set({ is: 'out' })
    this.#set({ is: 'restoring' })
    try {
      this.#enter(await Session.resume(this.#options))
    } catch (error) {
      const isOver = error instanceof ParleyError && !error.retry
      noteFault(error)
      this.#set(isOver ? { is: 'out' } : { is: 'unknown', why: errorText(error) })
    }
  }

  async logIn(input: Input<'session.create'>): Promise<void> {
    this.#enter(await logIn(this.#options, { device: deviceName(navigator.userAgent), ...input }))
  }

  /** The second step, where an account asks for more than a password. */
  async confirm(input: Input<'session.confirm'>): Promise<void> {
    this.#enter(await confirmLogIn(this.#options, input))
  }

  /** By a passkey: the second step of this log-in, or all of one. */
  async confirmByPasskey(login?: string): Promise<void> {
    const { url } = this.#options
    const device = deviceName(navigator.userAgent)
    const asked = await post({ url }, 'passkey.ask', login === undefined ? { device } : { login })
    await this.confirm({ login: asked.login, passkey: await signWithPasskey(asked) })
  }

  async signUp(input: Input<'account.create'>): Promise<void> {
    this.#enter(await signUp(this.#options, { device: deviceName(navigator.userAgent), ...input }))
  }

  /** How one comes in here. */
  ways(): Promise<Output<'ways.get'>> {
    return waysIn(this.server)
  }

  /** Leaves the page, for one of the issuer. */
  async goToIssuer(issuer: string): Promise<void> {
    const device = deviceName(navigator.userAgent)
    goAway('log in', await startAtIssuer(this.server, { issuer, device }))
  }

  /** Is back from there. */
  async arrive(input: Input<'session.arrive'>): Promise<void> {
    this.#set({ is: 'restoring' })
    try {
      this.#enter(await arriveFromIssuer(this.#options, input))
    } catch (error) {
      this.#set({ is: 'out', ...(halfOf(error) ?? { why: errorText(error) }) })
    }
  }

  /** The first time. */
  async join(input: Input<'session.join'>): Promise<void> {
    this.#enter(await joinFromIssuer(this.#options, input))
  }

  /** By a name alone. */
  async comeAsGuest(name: string): Promise<void> {
    const device = deviceName(navigator.userAgent)
    this.#enter(await signInAsGuest(this.#options, { name, device }))
  }

  /** Rejects, and stays logged in, where the server cannot be told: the cookie is not ours to delete. */
  async logOut(): Promise<void> {
    if (this.#state.is !== 'in') return
    const { session, chat } = this.#state
    this.#leaving = true
    try {
      await session.end()
      await closeChat(chat)
      this.#set({ is: 'out' })
    } finally {
      this.#leaving = false
    }
  }

  #enter(session: Session): void {
    const chat = openChat(this.#options.url, session, this.storage)
    chat.parley.on('state', (state) => {
      const { error } = chat.parley
      if (state === 'ended' && error && !this.#leaving) this.#set({ is: 'out', why: errorText(error) })
    })
    this.#set({ is: 'in', chat, session })
  }

  #set(state: AccountState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
