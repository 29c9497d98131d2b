/**
 * `@parley/client/notify`: what one is told, wherever it happened. It is loaded by who shows that, and by nobody else.
 */
import type { EventFrame, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Followed, Model } from './model.ts'
import { type Notification, notified } from './notifications.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import type { Beginning } from './streams.ts'

export type { Notification } from './notifications.ts'
export { isPushed, type PushDevice, type PushRegistration, type PushWishes, startPush, stopPush } from './push.ts'

type Page = Output<'inbox.list'>

const pageSize = 50

/** The inbox, kept true on all devices: its newest notifications, and older ones as far as they were asked for. */
export class Inbox implements Model {
  /** @internal */
  readonly owner = 'notify'
  /** Calls the listener when anything here changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when the newest are known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  #all: readonly Notification[] = []
  #unread = 0
  /** Of the answer or the event by which `unread` is so. */
  #head = 0
  #next: number | undefined
  /** The events since the first question that is under way, of each reading its own. */
  #late: EventFrame[] = []
  #older: Promise<void> | undefined

  /** @internal `inboxOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    void this.#read()
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** The newest first. Another array after each change, and of those that are as before the same objects. */
  get notifications(): readonly Notification[] {
    return this.#all
  }

  /** How many are unread, also of those that are not known here. */
  get unread(): number {
    return this.#unread
  }

  /** Whether there are older ones than are known here. */
  get hasOlder(): boolean {
    return this.#next !== undefined
  }

  /** Gets a page of older ones. Rejects as `parley.call` does. */
  older(): Promise<void> {
    this.#older ??= this.#readOlder().finally(() => {
      this.#older = undefined
    })
    return this.#older
  }

  /**
   * Says that all that are known here have been read. Rejects as `parley.call` does. All else is done by `parley.call`: `inbox.read`,
   * `inbox.remove`, `inbox.group`, `alert.set`.
   */
  async readAll(): Promise<void> {
    const [newest] = this.#all
    if (newest) await this.#owner.call('inbox.read', { upto: newest.id })
  }

  /** @internal */
  greet(_: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    if (begun.size > 0) void this.#read()
  }

  /** @internal */
  apply(event: EventFrame): void {
    this.#late.push(event)
    this.#all = notified(this.#all, event)
    this.#count(event.seq, event.is.unread)
    this.#changed()
  }

  /** @internal */
  signal(_: SignalFrame): void {}

  /** @internal */
  reset(_: ResetFrame): boolean {
    void this.#read()
    return true
  }

  async #read(): Promise<void> {
    const late: EventFrame[] = []
    this.#late = late
    const isWanted = () => this.#late === late
    const read = async () => {
      const page = await this.#owner.call('inbox.list', { limit: pageSize })
      if (!isWanted()) return
      this.#all = this.#caughtUp(page, late)
      // Of another history positions may be lower than before.
      this.#head = 0
      this.#take(page)
      for (const { seq, is } of late) this.#count(seq, is.unread)
      this.#ready.resolve()
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  async #readOlder(): Promise<void> {
    const [before, late] = [this.#next, this.#late]
    if (before === undefined) return
    const page = await this.#owner.call('inbox.list', { limit: pageSize, before })
    // Meanwhile all may have been read anew.
    if (this.#late !== late || this.#next !== before) return
    const older = this.#caughtUp(page, late).filter(({ id }) => id < before)
    this.#all = [...this.#all, ...older]
    this.#take(page)
  }

  /** A page with what came behind it. */
  #caughtUp({ head, notifications }: Page, late: readonly EventFrame[]): readonly Notification[] {
    return late.filter(({ seq }) => seq > head).reduce(notified, notifications)
  }

  #take({ head, unread, next }: Page): void {
    this.#next = next
    this.#count(head, unread)
    this.#changed()
  }

  #count(at: number, unread: unknown): void {
    if (at < this.#head || typeof unread !== 'number') return
    this.#head = at
    this.#unread = unread
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }
}

/** The inbox of a client, which it hears of from the first time that this is called. Always the same object. */
export const inboxOf: (parley: Parley) => Inbox = joinOnce((owner) => new Inbox(owner))
