/** Who lives in a space, as far as it was asked for, kept true by events. */
import type { EventFrame, Output } from '@parley/protocol'
import { isEvent } from './events.ts'
import { insist } from './insist.ts'
import type { RoomsOwner } from './rooms.ts'
import type { Resident } from './space.ts'

/** What one `resident.get` takes. */
const mostAtOnce = 100

export class Residents {
  readonly #space: string
  readonly #owner: RoomsOwner
  readonly #changed: () => void
  /** Nothing for those who do not live there. */
  readonly #known = new Map<string, Resident | undefined>()
  /** To be asked for in a moment. */
  readonly #wanted = new Set<string>()
  /** The position of the last event about somebody: an older answer does not count. */
  readonly #toldAt = new Map<string, number>()

  constructor(space: string, owner: RoomsOwner, changed: () => void) {
    this.#space = space
    this.#owner = owner
    this.#changed = changed
  }

  get(user: string): Resident | undefined {
    return this.#known.get(user)
  }

  want(users: Iterable<string>): void {
    const wasEmpty = this.#wanted.size === 0
    for (const user of users) if (!this.#known.has(user)) this.#wanted.add(user)
    if (wasEmpty && this.#wanted.size > 0) queueMicrotask(() => this.#ask())
  }

  /** What an answer of `head` says. */
  learn({ head, residents }: Pick<Output<'resident.get'>, 'head' | 'residents'>): void {
    this.#owner.people.learn(residents)
    for (const resident of residents) {
      if ((this.#toldAt.get(resident.user) ?? 0) <= head) this.#known.set(resident.user, resident)
    }
    this.#changed()
  }

  apply(event: EventFrame): void {
    if (isEvent(event, 'resident.changed')) {
      const { user, nick } = event.is
      this.#change(event.seq, [user], ({ nick: _, ...one }) => (nick ? { ...one, nick } : one))
    }
    if (isEvent(event, 'role.granted')) {
      const { role, users } = event.is
      this.#change(event.seq, users, ({ temporary: _, ...one }) => ({
        ...one,
        roles: [...new Set([...one.roles, role])],
      }))
    }
    if (isEvent(event, 'space.handed_over'))
      this.#change(event.seq, [event.is.owner], ({ temporary: _, ...one }) => one)
    if (isEvent(event, 'role.revoked')) this.#revoke(event.seq, event.is.role, event.is.users)
    if (isEvent(event, 'role.deleted')) this.#revoke(event.seq, event.is.role, [...this.#known.keys()])
    if (isEvent(event, 'resident.timed_out')) {
      const { user, muted_until } = event.is
      this.#change(event.seq, [user], ({ muted_until: _, ...one }) => (muted_until ? { ...one, muted_until } : one))
    }
    if (isEvent(event, 'resident.accepted')) this.#change(event.seq, [event.is.user], ({ pending: _, ...one }) => one)
    if (isEvent(event, 'resident.joined') || isEvent(event, 'resident.left')) this.#forget(event.seq, event.is.user)
  }

  /** Another history: nothing of before counts. */
  restart(): void {
    this.#known.clear()
    this.#toldAt.clear()
    this.#changed()
  }

  #revoke(seq: number, role: number, users: readonly string[]): void {
    this.#change(seq, users, (one) => ({ ...one, roles: one.roles.filter((other) => other !== role) }))
  }

  #change(seq: number, users: readonly string[], change: (resident: Resident) => Resident): void {
    for (const user of users) {
      this.#toldAt.set(user, seq)
      const known = this.#known.get(user)
      if (known) this.#known.set(user, change(known))
    }
    this.#changed()
  }

  #forget(seq: number, user: string): void {
    this.#toldAt.set(user, seq)
    this.#known.delete(user)
    this.#changed()
  }

  #ask(): void {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    for (const user of wanted) this.#known.set(user, undefined)
    for (let from = 0; from < wanted.length; from += mostAtOnce)
      void this.#lookUp(wanted.slice(from, from + mostAtOnce))
  }

  /** Of whom an event told meanwhile is asked again when they are wanted next. */
  async #lookUp(users: string[]): Promise<void> {
    const look = async () => this.learn(await this.#owner.call('resident.get', { space: this.#space, users }))
    await insist(look, () => true, this.#owner)
    for (const user of users) if (this.#toldAt.has(user) && !this.#known.get(user)) this.#known.delete(user)
  }
}
