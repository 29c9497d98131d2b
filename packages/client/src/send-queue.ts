/**
 * Which message goes next. Pure. Of each room at most one is on the way: were two, the first could be refused for a
 * passing reason and, sent again, end behind the second. Rooms do not wait for each other.
 */
import type { ErrorBody } from '@parley/protocol'
import type { Pending } from './unsent-store.ts'

interface Entry {
  readonly pending: Pending
  readonly onTheWay: boolean
  /** Tries that failed for a passing reason. */
  readonly failures: number
  readonly notBefore: number
}

type Room = Map<string, Entry>

const fresh = (pending: Pending): Entry => ({ pending, onTheWay: false, failures: 0, notBefore: 0 })

/** What was refused for good holds nothing up. */
const firstWaiting = (room: Room): Entry | undefined => {
  for (const entry of room.values()) if (!entry.pending.error) return entry
  return undefined
}

export class SendQueue {
  readonly #rooms = new Map<string, Room>()
  readonly #roomOf = new Map<string, string>()

  /** Of one room in sending order. */
  of(room: string): Pending[] {
    return [...(this.#rooms.get(room)?.values() ?? [])].map((entry) => entry.pending)
  }

  all(): Pending[] {
    return [...this.#rooms.keys()].flatMap((room) => this.of(room))
  }

  get(id: string): Pending | undefined {
    return this.#entry(id)?.pending
  }

  failures(id: string): number {
    return this.#entry(id)?.failures ?? 0
  }

  /** Behind all others of its room. */
  add(pending: Pending): void {
    const room = this.#rooms.get(pending.room) ?? new Map<string, Entry>()
    this.#rooms.set(pending.room, room.set(pending.id, fresh(pending)))
    this.#roomOf.set(pending.id, pending.room)
  }

  /** Before all others, as they were accepted earlier. To be called before anything is taken. */
  addBefore(stored: readonly Pending[]): void {
    const later = this.all()
    this.#rooms.clear()
    for (const pending of [...stored, ...later]) this.add(pending)
  }

  remove(id: string): Pending | undefined {
    const pending = this.get(id)
    const room = this.#rooms.get(pending?.room ?? '')
    room?.delete(id)
    this.#roomOf.delete(id)
    if (pending && room?.size === 0) this.#rooms.delete(pending.room)
    return pending
  }

  /** Takes what may go now; it counts as on the way from here on. */
  take(now: number): Pending[] {
    const due = [...this.#rooms.values()].map(firstWaiting).filter((entry) => entry && isDue(entry, now)) as Entry[]
    for (const { pending } of due) this.#change(pending.id, { onTheWay: true })
    return due.map((entry) => entry.pending)
  }

  /** When `take` may give something again. */
  nextTime(): number | undefined {
    const waiting = [...this.#rooms.values()].map(firstWaiting).filter((entry) => entry && !entry.onTheWay) as Entry[]
    return waiting.length ? Math.min(...waiting.map((entry) => entry.notBefore)) : undefined
  }

  /** It did not get through and keeps its place. */
  waitUntil(id: string, notBefore: number): void {
    this.#change(id, { onTheWay: false, failures: this.failures(id) + 1, notBefore })
  }

  /** It will not get through. */
  refuse(id: string, error: ErrorBody): Pending | undefined {
    const entry = this.#entry(id)
    if (!entry) return undefined
    this.#change(id, { pending: { ...entry.pending, error }, onTheWay: false })
    return this.get(id)
  }

  #entry(id: string): Entry | undefined {
    return this.#rooms.get(this.#roomOf.get(id) ?? '')?.get(id)
  }

  #change(id: string, news: Partial<Entry>): void {
    const entry = this.#entry(id)
    if (entry) this.#rooms.get(entry.pending.room)?.set(id, { ...entry, ...news })
  }
}

const isDue = (entry: Entry, now: number): boolean => !entry.onTheWay && entry.notBefore <= now
