/** Where we stand in each stream we follow, and what may come next in it. */
import { type EventFrame, type Output, ownerOf } from '@parley/protocol'
import { effectsOf } from './events.ts'
import { mostPositions } from './table.inline.ts'

/** A place in a stream. */
export interface Position {
  /** Which history it belongs to: another one after a restored backup. */
  readonly epoch: number
  /** Of the last event that has come; 0 before the first. */
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

type Have = Record<string, [number, number]>

export interface Having {
  /** What hello names. */
  readonly have: Have
  /** What does not fit it, each as much as fits a frame. */
  readonly rest: readonly Have[]
}

/** As JSON; in MessagePack it is less. */
const bytesOfEntry = (on: string, { epoch, seq }: Position): number => `"${on}":[${epoch},${seq}],`.length

const fits = (followed: Followed, known: Position): boolean =>
  !followed.reset && followed.epoch === known.epoch && followed.from <= known.seq && followed.head >= known.seq

/** Streams of a user: without them we do not know what we follow. */
const isOwn = (on: string): boolean => on.includes('/user/')
const ownFirst = ([one]: [string, Place], [other]: [string, Place]): number => Number(isOwn(other)) - Number(isOwn(one))

/** What is new first, then in the order of before, so that it stays known where something happened last. */
const inOrderOf = (before: ReadonlyMap<string, Place>, followed: readonly Followed[]): Followed[] => {
  const places = new Map([...before.keys()].map((on, place) => [on, place]))
  return followed.toSorted((one, other) => (places.get(one.on) ?? -1) - (places.get(other.on) ?? -1))
}

export class Streams {
  /** Those that had an event last come last. */
  readonly #places = new Map<string, Place>()
  /** Followed by name: hello neither takes nor names them, but those that are always followed. */
  readonly #asides = new Set<string>()
  readonly #always = new Set<string>()

  /** To go on from, in parts of so many bytes: our own first, then those where something happened last. */
  have(most: number): Having {
    const parts: Have[] = [{}]
    let bytes = 0
    for (const [on, place] of this.#toSay()) {
      bytes += bytesOfEntry(on, place)
      if (bytes > most) {
        parts.push({})
        bytes = bytesOfEntry(on, place)
      }
      Object.assign(parts.at(-1) as Have, { [on]: [place.epoch, place.seq] })
    }
    const [have, ...rest] = parts as [Have, ...Have[]]
    return { have, rest }
  }

  #toSay(): [string, Place][] {
    const all = [...this.#places].filter(([on]) => !this.#asides.has(on))
    return all.reverse().sort(ownFirst).slice(0, mostPositions)
  }

  /** All of them, those of last activity last. */
  all(): Record<string, Position> {
    return Object.fromEntries([...this.#places].map(([on, { epoch, seq }]) => [on, { epoch, seq }]))
  }

  /** To go on from where another program was. */
  resume(positions: Readonly<Record<string, Position>>): void {
    for (const [on, position] of Object.entries(positions)) this.begin(on, position)
  }

  at(on: string): Position | undefined {
    return this.#places.get(on)
  }

  /**
   * Of these services, follows exactly what hello names. Tells which streams begin here, being new or not to be continued. Not
   * given: of all services.
   */
  greet(followed: readonly Followed[], isOf: (owner: string) => boolean = () => true): Map<string, Beginning> {
    const before = new Map(this.#places)
    for (const on of before.keys()) if (isOf(ownerOf(on)) && !this.#asides.has(on)) this.#places.delete(on)
    for (const on of this.#always) if (isOf(ownerOf(on))) this.#always.delete(on)
    const begun = new Map<string, Beginning>()
    for (const stream of inOrderOf(before, followed)) {
      this.#always.add(stream.on)
      const beginning = this.#goOn(stream, before.get(stream.on))
      if (beginning) begun.set(stream.on, beginning)
    }
    return begun
  }

  #goOn(stream: Followed, known: Position | undefined): Beginning | undefined {
    const { on, epoch, from, head } = stream
    const goesOn = known !== undefined && fits(stream, known)
    this.#places.set(on, { epoch, seq: goesOn ? known.seq : from, known: head })
    if (goesOn) return undefined
    return known ? 'broken' : 'new'
  }

  /** It is followed by name from now on; where we stand in it is kept. */
  lookAt(on: string): void {
    this.#asides.add(on)
  }

  /** One that is followed by name goes on, or begins. */
  followed(stream: Followed): Beginning | undefined {
    return this.#goOn(stream, this.#places.get(stream.on))
  }

  /** It is followed by name no longer; where it always is, it still is. */
  lookAway(on: string): void {
    this.#asides.delete(on)
    if (!this.#always.has(on)) this.#places.delete(on)
  }

  begin(on: string, position: Position): void {
    this.#places.set(on, { ...position, known: position.seq })
  }

  end(on: string): void {
    this.#asides.delete(on)
    this.#always.delete(on)
    this.#places.delete(on)
  }

  /** Judges an event, and moves on where it is the next one. */
  take({ on, seq }: Pick<EventFrame, 'on' | 'seq'>): Verdict {
    const place = this.#places.get(on)
    if (!place) return 'stranger'
    if (seq <= place.seq) return 'repeat'
    if (seq !== place.seq + 1) return 'gap'
    this.#places.delete(on)
    this.#places.set(on, { ...place, seq })
    return 'next'
  }

  /** Whether an event tells something that hello did not take into account. */
  isNews({ on, seq }: Pick<EventFrame, 'on' | 'seq'>): boolean {
    return seq > (this.#places.get(on)?.known ?? 0)
  }

  /** Starts and stops following as news says; `user` is the reader. A start is a new beginning, always. */
  follow({ on, ev, is }: EventFrame, user: string): void {
    const effect = effectsOf(ev).effect
    if (effect === 'start') {
      this.#always.add(is.on as string)
      this.begin(is.on as string, { epoch: is.epoch as number, seq: is.head as number })
    }
    if (effect === 'close' || (effect === 'end' && is.user === user)) this.end(on)
  }
}
