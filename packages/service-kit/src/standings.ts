/** Who may do less than others at the moment, as far as auth has said it and tokens say it. */
import { type CommandName, fail, mayAsGuest, mayWhileSuspended } from '@parley/protocol'
import type { AccountStanding } from '@parley/wire'

/** What an access token says of its user, where there is something to say. */
export interface StandingClaims {
  /** That they are suspended: until when, in milliseconds since 1970; 0 for no end. */
  readonly suspended?: number | undefined
  /** That they came in by a name alone. */
  readonly guest?: true | undefined
  /** That they run the platform: what is limited of new accounts is not of theirs. */
  readonly staff?: true | undefined
}

export class Standings {
  readonly #byUser = new Map<string, AccountStanding & { readonly forgetAt: number }>()
  readonly #longestMs: number

  /** No token lives longer than so many milliseconds: what is older is said by tokens themselves. */
  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  /** Of two of one person the later holds. */
  take(told: readonly AccountStanding[], now: number): void {
    for (const one of told) {
      const known = this.#byUser.get(one.user)
      if (known && known.at > one.at) continue
      this.#byUser.set(one.user, { ...one, forgetAt: now + this.#longestMs })
    }
  }

  /** A token that was made at this moment says so of its user. */
  claim(user: string, { suspended, guest }: StandingClaims, at: number, now: number): void {
    if (suspended === undefined && !guest) return
    const is = suspended === undefined ? 'good' : 'suspended'
    this.take([{ user, is, at, ...(guest && { guest }), ...(suspended ? { until: suspended } : {}) }], now)
  }

  /** Undefined for nearly everybody. */
  of(user: string, now: number): AccountStanding | undefined {
    if (this.#byUser.size === 0) return undefined
    const standing = this.#byUser.get(user)
    if (!standing) return undefined
    const { is, at, until, guest } = standing
    if (is !== 'good' && (until === undefined || until > now)) return standing
    return guest && { user, is: 'good', at, guest }
  }

  forget(now: number): void {
    for (const [user, { forgetAt }] of this.#byUser) if (forgetAt <= now) this.#byUser.delete(user)
  }
}

const untilIn = ({ until }: AccountStanding) => (until === undefined ? {} : { until })

/** Fails where nothing is answered to who stands so. */
export const checkStanding = (standing: AccountStanding | undefined): void => {
  if (standing?.is === 'banned') fail('ACCOUNT_BANNED', untilIn(standing))
  if (standing?.is === 'locked' || standing?.is === 'pending') fail('ACCOUNT_LOCKED', untilIn(standing))
}

/** Fails where this is not done for who stands so. Not given: it changes something, and is not for guests. */
export const checkMay = (standing: AccountStanding | undefined, name?: CommandName): void => {
  if (!standing) return
  checkStanding(standing)
  const { is, guest } = standing
  if (is === 'suspended' && (name === undefined || !mayWhileSuspended(name)))
    fail('ACCOUNT_SUSPENDED', untilIn(standing))
  if (guest && (name === undefined || !mayAsGuest(name))) fail('GUEST_MAY_NOT')
}
