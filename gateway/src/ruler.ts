/**
 * A stream that rules others: what its readers at this gateway see, here and in those. What one of them sees is the owner's word; from an
 * event on that changes it, up to the next word, they are held: nothing more comes to them of all that it rules. What another stream says
 * is of a position of this one, and waits here until that is reached.
 */
import type { Ruler as RulerTold, Sight, StreamAudiences } from '@parley/wire'
import { ClassesOf } from './classes.ts'
import type { Reader } from './stream-io.ts'

/** For so long something waits for the ruler; what it was asked for is tried again, or given up. */
const mostWaitMs = 10_000
const firstPauseMs = 100
const longestPauseMs = 2_000
/** Readers in one question: many of them are one message to the owner. */
const readersAtOnce = 100

/** A stream that is ruled, or the ruler itself, as far as holding its readers goes. */
export interface Ruled<R extends Reader> {
  readonly on: string
  /** Nothing more comes to the reader, until it is released. */
  hold(reader: R): void
  release(reader: R): void
  follows(reader: R): boolean
  followers(): readonly R[]
}

export interface RulerIo<R extends Reader> {
  /** To which audiences these belong, as their owner says now. */
  audiences(on: string, readers: readonly string[], known?: string): Promise<StreamAudiences | null>
  /** Where the stream stands, as its owner says now. */
  head(on: string): Promise<number>
  /** Whether the reader may follow it, as its owner says now. */
  isTheirs(reader: R, on: string): Promise<boolean>
  /** A later position is heard of. */
  reach(on: string, position: number): void
  /** The reader sees this stream no more. */
  ended(reader: R, on: string): void
  /** What it asked for before holds no longer. */
  outdate(reader: R): void
  failed(reason: unknown): void
  pause(ms: number): Promise<unknown>
}

/** Who sees a stream that is ruled. */
export type Seen = Pick<RulerTold, 'audience' | 'narrow'>

/** A word that was asked for before it does not end it. */
interface Hold {
  /** Nor does one of an earlier position. */
  readonly position: number
}

interface Wait {
  readonly position: number
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

export class Ruler<R extends Reader> {
  readonly on: string
  readonly #own: Ruled<R>
  readonly #io: RulerIo<R>
  readonly #ruled = new Map<Ruled<R>, Seen>()
  readonly #classes = new ClassesOf()
  /** What each reader sees; nothing of who is held. */
  readonly #sights = new Map<R, Sight>()
  /** Those who are held, each since it began anew. */
  readonly #held = new Map<R, Hold>()
  #waits: Wait[] = []
  #asking = false
  /** How often what somebody sees has changed: what was asked before may be of before. */
  #doubts = 0
  #confirming: Promise<number> | undefined
  #position: number

  constructor(own: Ruled<R>, position: number, io: RulerIo<R>) {
    this.on = own.on
    this.#own = own
    this.#position = position
    this.#io = io
  }

  get rulesNothing(): boolean {
    return this.#ruled.size === 0
  }

  /** From now on it rules this one. */
  rule(stream: Ruled<R>, by: Seen): void {
    this.#ruled.set(stream, by)
  }

  forget(stream: Ruled<R>): void {
    this.#ruled.delete(stream)
  }

  // Readers

  /** Undefined for who is held. */
  sightOf(reader: R): Sight | undefined {
    const sight = this.#sights.get(reader)
    return sight && reader.sight?.hides.size ? { hides: reader.sight.hides, audiences: sight.audiences } : sight
  }

  /** Somebody begins to follow one of these; true where they have to be held. */
  enter(reader: R): boolean {
    if (!this.#sights.has(reader) && !this.#held.has(reader)) {
      this.#held.set(reader, { position: 0 })
      this.#ask()
    }
    return this.#held.has(reader)
  }

  /** Of who is not held. */
  sees(reader: R, stream: Ruled<R>): boolean {
    if (stream === this.#own) return true
    const by = this.#ruled.get(stream)
    return by !== undefined && this.#sights.get(reader)?.audiences.has(by.audience) === true
  }

  /** They follow one of these no longer. */
  left(reader: R): void {
    if (this.#own.follows(reader)) return
    for (const stream of this.#ruled.keys()) if (stream.follows(reader)) return
    this.#sights.delete(reader)
    this.#held.delete(reader)
  }

  /**
   * The event at this position, or 0 where that is not known, changes what these users see, or everybody where none are named. Gives
   * those concerned.
   */
  doubt(position: number, users?: ReadonlySet<string>): R[] {
    this.#doubts++
    const concerned = [...this.#sights.keys(), ...this.#held.keys()].filter(({ user }) => !users || users.has(user))
    for (const reader of concerned) {
      this.#sights.delete(reader)
      this.#held.set(reader, { position })
      this.#io.outdate(reader)
    }
    const all = new Set(concerned)
    for (const stream of this.#ruled.keys())
      for (const reader of stream.followers()) if (all.has(reader)) stream.hold(reader)
    if (concerned.length > 0) this.#ask()
    return concerned
  }

  /** Nobody sees anything of it any more. */
  end(reader: R): void {
    for (const stream of [...this.#ruled.keys()]) if (stream.follows(reader)) this.#io.ended(reader, stream.on)
  }

  /** At the end of what is happening, so that those who come together are asked about together. */
  #ask(): void {
    if (this.#asking) return
    this.#asking = true
    queueMicrotask(() => this.#askAll().finally(() => this.#stopped()))
  }

  #stopped(): void {
    this.#asking = false
    if (this.#held.size > 0) this.#ask()
  }

  async #askAll(): Promise<void> {
    while (this.#held.size > 0)
      await this.#insist(
        () => this.#askOnce(),
        () => this.#held.size > 0,
      )
  }

  async #askOnce(): Promise<void> {
    const byUser = Map.groupBy(this.#held, ([{ user }]) => user)
    const users = [...byUser.keys()]
    const parts: string[][] = []
    while (users.length > 0) parts.push(users.splice(0, readersAtOnce))
    await Promise.all(
      parts.map(async (asked) => {
        const told = await this.#io.audiences(this.on, asked, this.#classes.known)
        if (told && !this.#classes.canRead(told)) return
        asked.forEach((user, place) => {
          for (const [reader, hold] of byUser.get(user) ?? [])
            if (this.#held.get(reader) === hold && (told?.at ?? hold.position) >= hold.position)
              this.#settle(reader, told && this.#classes.of(told, place))
        })
      }),
    )
  }

  #settle(reader: R, sight: Sight | null | undefined): void {
    this.#held.delete(reader)
    if (!sight) {
      this.end(reader)
      if (this.#own.follows(reader)) this.#io.ended(reader, this.on)
      return
    }
    this.#sights.set(reader, sight)
    if (this.#own.follows(reader)) this.#own.release(reader)
    for (const [stream, { narrow }] of [...this.#ruled]) {
      if (!stream.follows(reader)) continue
      if (!this.sees(reader, stream)) this.#io.ended(reader, stream.on)
      else if (narrow) void this.#askAgain(reader, stream)
      else stream.release(reader)
    }
    this.left(reader)
  }

  /** Whoever is held meanwhile is asked about once more after that. */
  async #askAgain(reader: R, stream: Ruled<R>): Promise<void> {
    const isWaiting = () => stream.follows(reader) && !this.#held.has(reader)
    let isTheirs: boolean | undefined
    let asked: number
    do {
      asked = this.#doubts
      isTheirs = await this.#insist(() => this.#io.isTheirs(reader, stream.on), isWaiting)
    } while (asked !== this.#doubts && isWaiting())
    if (!isWaiting()) return
    if (isTheirs && this.sees(reader, stream)) stream.release(reader)
    else this.#io.ended(reader, stream.on)
  }

  /** Asks until there is an answer, for as long as somebody waits for it. */
  async #insist<Told>(ask: () => Promise<Told>, isWanted: () => boolean): Promise<Told | undefined> {
    for (let pause = firstPauseMs; isWanted(); pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        return await ask()
      } catch (reason) {
        this.#io.failed(reason)
        await this.#io.pause(pause)
      }
    }
    return undefined
  }

  // Positions

  /** It stands here now. */
  moved(position: number): void {
    this.#position = position
    if (this.#waits.length === 0) return
    const reached = this.#waits.filter((wait) => wait.position <= position)
    this.#waits = this.#waits.filter((wait) => wait.position > position)
    for (const { resolve } of reached) resolve()
  }

  /** Whether it has come so far. What does not say how far it has to be is as new as it can be. */
  hasReached(position: number | undefined): boolean {
    return position !== undefined && position <= this.#position
  }

  /** Resolves when it has; rejects where that takes too long. */
  async reached(position: number | undefined): Promise<void> {
    const wanted = position ?? (await this.#confirmed())
    if (wanted <= this.#position) return
    this.#io.reach(this.on, wanted)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => wait.reject(new Error(`${this.on} does not come to ${wanted}`)), mostWaitMs)
      timer.unref()
      const wait: Wait = {
        position: wanted,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
        reject: (reason) => {
          clearTimeout(timer)
          this.#waits = this.#waits.filter((other) => other !== wait)
          reject(reason)
        },
      }
      this.#waits.push(wait)
    })
  }

  /** Asked once for all that wait for it, and after they came. */
  #confirmed(): Promise<number> {
    this.#confirming ??= Promise.resolve().then(() => {
      this.#confirming = undefined
      return this.#io.head(this.on)
    })
    return this.#confirming
  }

  /** In another history nothing of that means anything. */
  lost(position: number): void {
    for (const { reject } of [...this.#waits]) reject(new Error(`${this.on} has another history`))
    this.#position = position
  }
}
