/** Streams that are followed because somebody looks at them: they stay followed over every new connection, from where they were. */
import { type Input, type Output, ownerOf } from '@parley/protocol'
import type { Settle } from './calls.ts'
import { type Deferred, deferred } from './deferred.ts'
import { type Insistence, insist } from './insist.ts'
import type { Followed } from './model.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import type { Position } from './streams.ts'
import { mostFollowed } from './table.inline.ts'

/** A stream that is followed until this is given up, for `using`. */
export interface Seat {
  /** The stream. */
  readonly on: string
  /**
   * Resolves when its events come, from its head on. Rejects with STREAM_NOT_FOUND where there is none, or it is not ours, and
   * with TOO_MANY_STREAMS.
   */
  readonly ready: Promise<void>
  /** Follows it no longer, unless another seat does. */
  leave(): void
  /** `leave`, for `using`. */
  [Symbol.dispose](): void
}

export interface AsidesOwner {
  readonly insistence: Insistence
  /** `settle` is called before what follows the answer is read. */
  ask<C extends 'stream.follow' | 'stream.leave'>(command: C, input: Input<C>, settle: Settle): void
  position(on: string): Position | undefined
  /** From now on it is to be kept, whatever hello names. */
  lookAt(on: string): void
  /** It goes on from there. */
  followed(stream: Followed): void
  left(on: string): void
}

interface Aside {
  readonly ready: Deferred<void>
  seats: number
  /** The last time that it was asked for. */
  asking: object
}

export class Asides {
  readonly #owner: AsidesOwner
  readonly #all = new Map<string, Aside>()
  #due = new Set<string>()

  constructor(owner: AsidesOwner) {
    this.#owner = owner
  }

  follow(on: string): Seat {
    const aside = this.#all.get(on) ?? this.#add(on)
    aside.seats += 1
    let isTaken = true
    const leave = () => {
      if (isTaken) this.#leave(on, aside)
      isTaken = false
    }
    return { on, ready: aside.ready.promise, leave, [Symbol.dispose]: leave }
  }

  /** A new connection follows the streams of these services. */
  greeted(isOf: (owner: string) => boolean): void {
    for (const on of this.#all.keys()) if (isOf(ownerOf(on))) this.#askSoon(on)
  }

  /** The server says that it is not ours any more. */
  ended(on: string): void {
    this.#all.get(on)?.ready.reject(parleyError('STREAM_NOT_FOUND'))
    this.#all.delete(on)
  }

  #add(on: string): Aside {
    const aside = { ready: deferred<void>(), seats: 0, asking: {} }
    aside.ready.promise.catch(() => {}) // who does not ask for it hears of its events, or does not
    this.#all.set(on, aside)
    this.#owner.lookAt(on)
    this.#askSoon(on)
    return aside
  }

  #leave(on: string, aside: Aside): void {
    aside.seats -= 1
    if (aside.seats > 0 || this.#all.get(on) !== aside) return
    this.#all.delete(on)
    this.#owner.left(on)
    this.#owner.ask('stream.leave', { streams: [on] }, () => {})
  }

  /** What is asked for in one go is asked for together. */
  #askSoon(on: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#askDue())
    this.#due.add(on)
  }

  #askDue(): void {
    const due = [...this.#due].filter((on) => this.#all.has(on))
    this.#due = new Set()
    const byOwner = new Map<string, string[]>()
    for (const on of due) byOwner.set(ownerOf(on), [...(byOwner.get(ownerOf(on)) ?? []), on])
    for (const names of byOwner.values())
      for (let from = 0; from < names.length; from += mostFollowed)
        void this.#ask(names.slice(from, from + mostFollowed))
  }

  async #ask(names: readonly string[]): Promise<void> {
    const asking = {}
    for (const on of names) (this.#all.get(on) as Aside).asking = asking
    const wanted = () => names.filter((on) => this.#all.get(on)?.asking === asking)
    await insist(
      () => this.#askOnce(wanted),
      () => wanted().length > 0,
      this.#owner.insistence,
    )
  }

  #askOnce(wanted: () => string[]): Promise<void> {
    const streams = wanted()
    const have = Object.fromEntries(
      streams.flatMap((on) => {
        const { epoch, seq } = this.#owner.position(on) ?? {}
        return epoch === undefined || seq === undefined ? [] : [[on, [epoch, seq] as [number, number]]]
      }),
    )
    return new Promise((resolve, reject) => {
      this.#owner.ask('stream.follow', { streams, have }, (answer) => {
        if ('ok' in answer) this.#answered(answer.ok as Output<'stream.follow'>, wanted())
        else if (!answer.error.retry) for (const on of wanted()) this.#refused(on, answer.error)
        if ('ok' in answer) resolve()
        else reject(answer.error)
      })
    })
  }

  #answered({ streams, unknown }: Output<'stream.follow'>, wanted: readonly string[]): void {
    for (const stream of streams) {
      if (!wanted.includes(stream.on)) continue
      this.#owner.followed(stream)
      this.#all.get(stream.on)?.ready.resolve()
    }
    for (const on of unknown) if (wanted.includes(on)) this.#refused(on, parleyError('STREAM_NOT_FOUND'))
  }

  #refused(on: string, error: ParleyError): void {
    this.#all.get(on)?.ready.reject(error)
    this.#all.delete(on)
    this.#owner.left(on)
  }
}
