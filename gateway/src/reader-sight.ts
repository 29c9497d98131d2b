/** What one reader may not see, or no more than others: as its owners said, and as events of its own streams have gone on to say. */
import type { Sight, ReaderSight as Told } from '@parley/wire'
import type { SightChange } from './stream-io.ts'

/** What an owner says, and when it was asked among all that were: of two answers of one position the later question counts. */
export interface Word extends Told {
  readonly asked: number
}

interface Part {
  /** The position in the reader's own stream that it is of. */
  readonly at: number
  readonly hides: ReadonlySet<string>
  readonly audiences: ReadonlySet<string>
  readonly misses: ReadonlySet<string>
  readonly asked: number
}

const nothing: Part = { at: 0, asked: 0, hides: new Set(), audiences: new Set(), misses: new Set() }

/** One that hides nobody any more stays, as it knows up to which position that is so. */
export class ReaderSight implements Sight {
  readonly hides: ReadonlySet<string>
  readonly audiences: ReadonlySet<string>
  readonly misses: ReadonlySet<string>
  /** By the reader's own stream, of which each owner has one. */
  readonly #parts: ReadonlyMap<string, Part>

  private constructor(parts: ReadonlyMap<string, Part>) {
    this.#parts = parts
    this.hides = new Set([...parts.values()].flatMap(({ hides }) => [...hides]))
    this.audiences = new Set([...parts.values()].flatMap(({ audiences }) => [...audiences]))
    this.misses = new Set([...parts.values()].flatMap(({ misses }) => [...misses]))
  }

  static #partsOf(sight: ReaderSight | undefined): Map<string, Part> {
    return new Map(sight ? sight.#parts : [])
  }

  /** The owner's word takes the place of what was known from it, unless that is of a later position, or was asked for later. */
  static told(
    sight: ReaderSight | undefined,
    { on, at, asked, hides, audiences, misses }: Word,
  ): ReaderSight | undefined {
    const parts = ReaderSight.#partsOf(sight)
    const known = parts.get(on) ?? nothing
    if (known.at > at || (known.at === at && known.asked > asked)) return sight
    const part = { at, asked, hides: new Set(hides), audiences: new Set(audiences), misses: new Set(misses) }
    return new ReaderSight(parts.set(on, part))
  }

  /** What the owner's word knew of already changes nothing. */
  static changed(sight: ReaderSight | undefined, { on, seq, author, hides }: SightChange): ReaderSight | undefined {
    const parts = ReaderSight.#partsOf(sight)
    const part = parts.get(on) ?? nothing
    if (seq <= part.at) return sight
    const authors = new Set(part.hides)
    if (hides) authors.add(author)
    else authors.delete(author)
    return new ReaderSight(parts.set(on, { ...part, at: seq, hides: authors }))
  }
}
