/** Spaces: loaded apart from the SDK's own entry, by whoever uses them. */
import type { EventFrame, Output } from '@parley/protocol'
import { Changes } from './changes.ts'
import { effectsOf, isEvent, isRedacted, isSignal } from './events.ts'
import type { Parley } from './parley.ts'
import type { ParleyError } from './parley-error.ts'
import { applyCursor, applyEvent, applyMove, type Space, toSpace } from './space-state.ts'

export type { Space, SpaceCategory, SpaceRole, SpaceRoom } from './space-state.ts'

/** All who live there ask anew at once when a right changes: they spread it over so long. */
const spreadMs = 1_000
const retryMs = 5_000

const prefix = 'chat/space/'
const changesSight = (event: EventFrame): boolean => isRedacted(event) || effectsOf(event.ev).effect === 'rule'

interface Held {
  space: Space | undefined
  /** Events that came while it is asked for. */
  readonly since: EventFrame[]
  asking: Promise<void> | undefined
  /** It is to be asked for again when the answer has come. */
  isStale: boolean
}

/**
 * The spaces that one lives in, kept true by their streams: `new Spaces(parley)`, and `close` when they are no longer looked at. A space
 * is another object after each change, and the same until then.
 */
export class Spaces {
  readonly #parley: Parley
  readonly #changes = new Changes((fault) =>
    queueMicrotask(() => {
      throw fault
    }),
  )
  readonly #held = new Map<string, Held>()
  readonly #ends: (() => void)[]
  #list: readonly Space[] = []
  #isClosed = false

  /** Calls the listener after visible changes; see `watch`. */
  readonly subscribe = this.#changes.subscribe
  /** Resolves when the spaces that one lives in are known. Rejects as `parley.call` does. */
  readonly ready: Promise<void>

  /** Asks for them at once. */
  constructor(parley: Parley) {
    this.#parley = parley
    this.#ends = [
      parley.on('event', (event) => this.#event(event)),
      parley.on('signal', (signal) => {
        if (isSignal(signal, 'room.moved'))
          this.#change(signal.on.slice(prefix.length), (space) => applyMove(space, signal.is))
        if (isSignal(signal, 'cursor.moved'))
          for (const id of this.#held.keys()) this.#change(id, (space) => applyCursor(space, signal.is))
      }),
      parley.on('reset', ({ on }) => {
        if (on.startsWith(prefix)) this.#askAgain(on.slice(prefix.length), 0)
        else if (this.#isOwn(on)) void this.#read()
      }),
    ]
    this.ready = parley.ready.then(() => this.#read())
    this.ready.catch(() => {}) // whoever awaits it hears of it
  }

  /** In the order of their ids. The same array until something in it changes. */
  get list(): readonly Space[] {
    return this.#list
  }

  /** One that one lives in; nothing until it is known. */
  get(id: string): Space | undefined {
    return this.#held.get(id)?.space
  }

  /** Nothing is kept true any more. */
  close(): void {
    this.#isClosed = true
    for (const end of this.#ends) end()
  }

  /** `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  #isOwn(on: string): boolean {
    return on === `chat/user/${this.#parley.user}`
  }

  async #read(): Promise<void> {
    const ids: string[] = []
    for (let more = true; more; ) {
      const after = ids.at(-1)
      const page = await this.#parley.call('space.list', after ? { after } : {})
      ids.push(...page.spaces.map(({ space }) => space))
      more = page.more && page.spaces.length > 0
    }
    for (const id of [...this.#held.keys()]) if (!ids.includes(id)) this.#held.delete(id)
    await Promise.all(ids.map((id) => this.#ask(id)))
    this.#note()
  }

  #event(event: EventFrame): void {
    if (isEvent(event, 'space.joined')) void this.#ask(event.is.space)
    if (isEvent(event, 'space.left') && this.#held.delete(event.is.space)) this.#note()
    if (!event.on.startsWith(prefix)) return
    const id = event.on.slice(prefix.length)
    const held = this.#held.get(id)
    if (!held) return
    held.since.push(event)
    if (!held.asking) this.#take(held)
    this.#note()
    if (changesSight(event)) this.#askAgain(id, spreadMs * Math.random())
  }

  /** What came since the answer that is held. */
  #take(held: Held): void {
    const { user = '' } = this.#parley
    for (const event of held.since.splice(0))
      if (held.space && event.seq > held.space.head) held.space = applyEvent(held.space, event, user)
  }

  #askAgain(id: string, afterMs: number): void {
    setTimeout(() => {
      if (!this.#isClosed && this.#held.has(id)) void this.#ask(id)
    }, afterMs)
  }

  /** One question at a time: whoever asks meanwhile is asked for once more. */
  #ask(id: string): Promise<void> {
    const held: Held = this.#held.get(id) ?? { space: undefined, since: [], asking: undefined, isStale: false }
    this.#held.set(id, held)
    if (held.asking) held.isStale = true
    held.asking ??= this.#load(id, held).finally(() => {
      held.asking = undefined
      if (held.isStale) {
        held.isStale = false
        void this.#ask(id)
      }
    })
    return held.asking
  }

  async #load(id: string, held: Held): Promise<void> {
    try {
      const pages: Output<'space.get'>[] = []
      do {
        const after = pages.at(-1)?.next
        pages.push(await this.#parley.call('space.get', { space: id, ...(after ? { after } : {}) }))
      } while (pages.at(-1)?.next)
      held.space = toSpace(pages)
      this.#take(held)
    } catch (error) {
      if ((error as Partial<ParleyError>).retry) this.#askAgain(id, retryMs)
      else this.#held.delete(id)
    }
    this.#note()
  }

  #change(id: string, to: (space: Space) => Space): void {
    const held = this.#held.get(id)
    if (!held?.space) return
    held.space = to(held.space)
    this.#note()
  }

  #note(): void {
    this.#list = [...this.#held]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([, { space }]) => space ?? [])
    this.#changes.note()
  }
}
