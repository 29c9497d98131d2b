/**
 * Messages on their way. Each is sent with one id through every try until the server has it or refuses it for good, and
 * those of one room get there in the order in which they were given.
 */

import type { Output } from '@parley/protocol'
import { retryDelay } from './backoff.ts'
import type { Clock } from './clock.ts'
import { deferred } from './deferred.ts'
import type { ParleyError } from './parley-error.ts'
import { isPassing } from './repeat.ts'
import { SendQueue } from './send-queue.ts'
import { kept } from './stable.ts'
import type { Pending, UnsentStore } from './unsent-store.ts'
import { later } from './uuid7.ts'

/** What the server says of a message that it has: `seq`, its position in the room, and `at`, when it came there. */
export type Sent = Output<'message.send'>

export interface UnsentOwner {
  readonly clock: Clock
  readonly random: () => number
  readonly isOnline: boolean
  /** One try. */
  request(pending: Pending): Promise<Sent>
  /** The server has it. */
  sent(pending: Pending, sent: Sent): void
  /** What is unsent of a room has changed. */
  changed(room: string): void
  report(fault: unknown): void
}

type Promised = PromiseWithResolvers<Sent>

export class Unsent {
  readonly #owner: UnsentOwner
  readonly #store: UnsentStore
  readonly #stored: Promise<Pending[]>
  readonly #queue = new SendQueue()
  readonly #promised = new Map<string, Promised>()
  #all: readonly Pending[] = []
  #isLoaded = false
  #closedFor: ParleyError | undefined
  #storing: Promise<unknown> = Promise.resolve()
  #stopTimer = () => {}

  constructor(store: UnsentStore, owner: UnsentOwner) {
    this.#owner = owner
    this.#store = store
    this.#stored = this.#load()
    if (store.blockedBy !== undefined) owner.report(store.blockedBy)
  }

  of(room: string): readonly Pending[] {
    return this.#queue.of(room)
  }

  /** The same array until something in it changes. */
  all(): readonly Pending[] {
    this.#all = kept(this.#all, this.#queue.all())
    return this.#all
  }

  /** The first time, takes over what the user left unsent; then sends what is due. */
  async online(user: string): Promise<void> {
    const stored = await this.#stored
    if (!this.#isLoaded) this.#takeOver(stored.filter((pending) => pending.by === user))
    this.#pump()
  }

  send(pending: Pending): Promise<Sent> {
    if (this.#closedFor) return Promise.reject(this.#closedFor)
    this.#queue.add(pending)
    this.#keep(() => this.#store.save(pending))
    const promise = this.#promise(pending.id)
    this.#owner.changed(pending.room)
    this.#pump()
    return promise
  }

  /** The server has the message, whatever became of the answer. */
  confirm(id: string, sent: Sent): void {
    const pending = this.#forget(id)
    if (!pending) return
    this.#owner.sent(pending, sent)
    this.#settle(id)?.resolve(sent)
    this.#pump()
  }

  /** Sends what was refused again, behind what is waiting now. */
  async retry(id: string): Promise<Sent> {
    const { error: _, ...pending } = this.#refused(id)
    if (!this.#closedFor) this.#queue.remove(id)
    return this.send(pending)
  }

  /** Forgets what was refused. What is on its way cannot be called back. */
  discard(id: string): void {
    this.#forget(this.#refused(id).id)
  }

  /** Nothing more will be sent; what is unsent stays in the store. */
  async close(why: ParleyError): Promise<void> {
    this.#closedFor = why
    this.#stopTimer()
    for (const id of [...this.#promised.keys()]) this.#settle(id)?.reject(why)
    await this.#storing
  }

  async #load(): Promise<Pending[]> {
    try {
      const stored = await this.#store.load()
      for (const { id } of stored) later(id)
      return stored
    } catch (fault) {
      this.#owner.report(fault)
      return []
    }
  }

  #takeOver(stored: readonly Pending[]): void {
    this.#isLoaded = true
    this.#queue.addBefore(stored)
    for (const room of new Set(stored.map((pending) => pending.room))) this.#owner.changed(room)
  }

  #pump(): void {
    if (!this.#owner.isOnline || !this.#isLoaded) return
    for (const pending of this.#queue.take(this.#owner.clock.now())) void this.#try(pending)
    this.#setTimer()
  }

  #setTimer(): void {
    const { clock } = this.#owner
    const time = this.#queue.nextTime()
    this.#stopTimer()
    this.#stopTimer = time === undefined ? () => {} : clock.after(time - clock.now(), () => this.#pump())
  }

  async #try(pending: Pending): Promise<void> {
    try {
      this.confirm(pending.id, await this.#owner.request(pending))
    } catch (error) {
      this.#failed(pending.id, error as ParleyError)
    }
  }

  #failed(id: string, error: ParleyError): void {
    if (isPassing(error)) this.#queue.waitUntil(id, this.#nextTry(id, error))
    else this.#refuse(id, error)
    this.#pump()
  }

  /** Without a connection, the wait for one is wait enough. */
  #nextTry(id: string, error: ParleyError): number {
    const { clock, random, isOnline } = this.#owner
    if (!isOnline) return clock.now()
    return clock.now() + retryDelay(this.#queue.failures(id), random(), error.retry_ms)
  }

  #refuse(id: string, error: ParleyError): void {
    const refused = this.#queue.refuse(id, error.body)
    if (!refused) return
    this.#keep(() => this.#store.save(refused))
    this.#owner.changed(refused.room)
    this.#settle(id)?.reject(error)
  }

  #refused(id: string): Pending {
    const pending = this.#queue.get(id)
    if (!pending?.error) throw new RangeError(`No failed message has the id ${id}`)
    return pending
  }

  #forget(id: string): Pending | undefined {
    const pending = this.#queue.remove(id)
    if (!pending) return undefined
    this.#keep(() => this.#store.remove(id))
    this.#owner.changed(pending.room)
    return pending
  }

  /** Who does not wait for it reads the outcome in the room's messages; that is no unhandled rejection. */
  #promise(id: string): Promise<Sent> {
    const promised = deferred<Sent>()
    promised.promise.catch(() => {})
    this.#promised.set(id, promised)
    return promised.promise
  }

  #settle(id: string): Promised | undefined {
    const promised = this.#promised.get(id)
    this.#promised.delete(id)
    return promised
  }

  /** One after the other, so that a removal cannot overtake the saving. */
  #keep(act: () => Promise<void>): void {
    this.#storing = this.#storing.then(act).catch((fault) => this.#owner.report(fault))
  }
}
