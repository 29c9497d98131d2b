/** Where we stand in each stream we follow, and what may come next in it. */
import type { EventFrame, Output } from '@parley/protocol'
import { effectsOf } from './events.ts'

export interface Position {
  readonly epoch: number
  readonly seq: number
}

interface Place extends Position {
  /** The list of what we follow was made at this position: effects of events up to here are in it already. */
  readonly known: number
}

type Followed = Output<'hello'>['streams'][number]

/**
 * - `next`: to be taken in.
 * - `repeat`: we have it.
 * - `gap`: something before it did not come; a right server never does this.
 * - `stranger`: of a stream that we do not follow (any more).
 */
export type Verdict = 'next' | 'repeat' | 'gap' | 'stranger'

/** A stream that we did not have before, or one that cannot go on from where we were. */
export type Beginning = 'new' | 'broken'

/** What hello takes at most; the streams after these begin anew. */
const mostPositions = 10_000

const fits = (followed: Followed, known: Position): boolean =>
  !followed.reset && followed.epoch === known.epoch && followed.from <= known.seq && followed.head >= known.seq

export class Streams {
  readonly #places = new Map<string, Place>()

  /** For hello, to go on from. */
  have(): Record<string, [number, number]> {
    const named = [...this.#places].slice(0, mostPositions)
    return Object.fromEntries(named.map(([on, { epoch, seq }]) => [on, [epoch, seq]]))
  }

  at(on: string): Position | undefined {
    return this.#places.get(on)
  }

  /** Follows exactly what hello names. Tells which streams begin here, being new or not to be continued. */
  greet(followed: readonly Followed[]): Map<string, Beginning> {
    const before = new Map(this.#places)
    this.#places.clear()
    const begun = new Map<string, Beginning>()
    for (const stream of followed) {
      const { on, epoch, from, head } = stream
      const known = before.get(on)
      const goesOn = known !== undefined && fits(stream, known)
      if (!goesOn) begun.set(on, known ? 'broken' : 'new')
      this.#places.set(on, { ...(goesOn ? known : { epoch, seq: from }), known: head })
    }
    return begun
  }

  begin(on: string, position: Position): void {
    this.#places.set(on, { ...position, known: position.seq })
  }

  end(on: string): void {
    this.#places.delete(on)
  }

  /** Judges an event, and moves on where it is the next one. */
  take({ on, seq }: Pick<EventFrame, 'on' | 'seq'>): Verdict {
    const place = this.#places.get(on)
    if (!place) return 'stranger'
    if (seq <= place.seq) return 'repeat'
    if (seq !== place.seq + 1) return 'gap'
    this.#places.set(on, { ...place, seq })
    return 'next'
  }

  /** Whether an event tells something that hello did not take into account. */
  isNews({ on, seq }: Pick<EventFrame, 'on' | 'seq'>): boolean {
    return seq > (this.#places.get(on)?.known ?? 0)
  }

  /** Starts and stops following as news says; `user` is the reader. A start is a new beginning, always. */
  follow({ on, ev, is }: EventFrame, user: string): void {
    const effect = effectsOf(ev).follow
    if (effect === 'start') this.begin(is.on as string, { epoch: is.epoch as number, seq: is.head as number })
    if (effect === 'end' && is.user === user) this.end(on)
  }
}
