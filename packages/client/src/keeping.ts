/** What one keeps for oneself about a room, and what that comes to where one stands in it now. */
import type { Input, Output } from '@parley/protocol'
import type { Clock } from './clock.ts'

/** What somebody keeps about a room: how loud it is, whether it is a favourite, hidden, in a folder, marked unread. */
export type Preference = Output<'preference.set'>

/** Members that are to be another, for `room.keep`; the others stay. */
export type PreferenceChange = Omit<Input<'preference.set'>, 'room' | 'seen'>

/** Where one has read up to, and how much is left. */
interface Stand {
  readonly read: number
  readonly unread: number
  readonly mentions: number
}

export interface KeepingOwner {
  readonly clock: Clock
  /** Milliseconds since 1970, by the clock of the server. */
  serverDate(): number
  changed(): void
}

const unset: Preference = { level: 'all', muted: false, favourite: false }

export class Keeping {
  readonly #owner: KeepingOwner
  #kept: Preference
  #changes = 0
  #stopTimer: (() => void) | undefined

  constructor(kept: Preference | undefined, owner: KeepingOwner) {
    this.#owner = owner
    this.#kept = kept ?? unset
    this.wake()
  }

  get all(): Preference {
    return this.#kept
  }

  /** Grows with each change that was told: what was asked before it may be older. */
  get changes(): number {
    return this.#changes
  }

  get muted(): boolean {
    const { muted, muted_until = Infinity } = this.#kept
    return muted && this.#owner.serverDate() < muted_until
  }

  isHidden({ read, unread }: Stand): boolean {
    const { hidden, muted, muted_until } = this.#kept
    if (!hidden) return false
    return (muted && muted_until === undefined) || (hidden.read === read && hidden.unread === unread)
  }

  isMarked({ read }: Stand): boolean {
    return this.#kept.marked?.read === read
  }

  unread(stand: Stand): number {
    return stand.unread + this.#marked(stand, 'unread')
  }

  mentions(stand: Stand): number {
    return stand.mentions + this.#marked(stand, 'mentions')
  }

  #marked(stand: Stand, count: 'unread' | 'mentions'): number {
    return (this.isMarked(stand) && this.#kept.marked?.[count]) || 0
  }

  /** Another device, or this one, has changed it. */
  take(kept: Preference = unset): void {
    this.#changes += 1
    if (JSON.stringify(kept) === JSON.stringify(this.#kept)) return
    this.#kept = kept
    this.wake()
    this.#owner.changed()
  }

  /** What an answer says, which is news only where nothing was told since it was asked for. */
  takeAnswer(kept: Preference, askedAt: number): void {
    if (askedAt === this.#changes) this.take(kept)
  }

  /** That it is no longer muted shows by itself. */
  wake(): void {
    this.rest()
    const { muted_until } = this.#kept
    if (!this.muted || muted_until === undefined) return
    this.#stopTimer = this.#owner.clock.after(muted_until - this.#owner.serverDate(), () => {
      this.wake()
      this.#owner.changed()
    })
  }

  /** There is no connection, or one is no longer in the room. */
  rest(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
  }
}
