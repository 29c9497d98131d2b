/** Who may do less than others at the moment, as far as auth has said it and tokens say it. */
import { type CommandName, fail, mayWhileSuspended } from '@parley/protocol'
import type { AccountStanding } from '@parley/wire'

/** As in an access token: until when, in milliseconds since 1970; 0 for no end. */
export type SuspendedClaim = number

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

  /** A token that was made at this moment says that its user is suspended. */
  claim(user: string, until: SuspendedClaim, at: number, now: number): void {
    this.take([{ user, is: 'suspended', at, ...(until === 0 ? {} : { until }) }], now)
  }

  /** Undefined for nearly everybody. */
  of(user: string, now: number): AccountStanding | undefined {
    if (this.#byUser.size === 0) return undefined
    const standing = this.#byUser.get(user)
    if (!standing || standing.is === 'good') return undefined
    return standing.until === undefined || standing.until > now ? standing : undefined
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

/** Fails where this is not done for who stands so. Not given: it changes something. */
export const checkMay = (standing: AccountStanding | undefined, name?: CommandName): void => {
  if (!standing) return
  checkStanding(standing)
  if (name === undefined || !mayWhileSuspended(name)) fail('ACCOUNT_SUSPENDED', untilIn(standing))
}
