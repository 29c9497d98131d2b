/** Readers of one stream who belong to the same audiences: they share what says so. */
import type { Audiences, Sight, StreamAudiences } from '@parley/wire'

/** Beyond, those alike are told apart: which costs memory, and nothing else. */
const mostClasses = 1_000

const nobody: ReadonlySet<string> = new Set()

/** Some of a list, as bits. */
class Some implements Audiences {
  readonly #places: ReadonlyMap<string, number>
  readonly #bits: Uint8Array

  constructor(places: ReadonlyMap<string, number>, bits: Uint8Array) {
    this.#places = places
    this.#bits = bits
  }

  get size(): number {
    return this.#places.size
  }

  has(audience: string): boolean {
    const place = this.#places.get(audience)
    return place !== undefined && (((this.#bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1
  }
}

/** Those of one stream. */
export class ClassesOf {
  #told: StreamAudiences | undefined
  #list: string | undefined
  #places: ReadonlyMap<string, number> = new Map()
  readonly #byBits = new Map<string, Sight>()

  /** What it has of the audiences, as their owner names it. */
  get known(): string | undefined {
    return this.#list
  }

  /** Whether the answer can be read: it names all audiences, or those that are known. */
  canRead({ audiences, list }: StreamAudiences): boolean {
    return audiences !== undefined || list === this.#list
  }

  /** Of the reader at this place of the answer; undefined where they are none. */
  of(told: StreamAudiences, place: number): Sight | undefined {
    const bits = told.classes[told.of[place] ?? -1]
    if (bits === undefined) return undefined
    if (told !== this.#told) this.#learn(told)
    const known = this.#byBits.get(bits)
    const sight = known ?? { hides: nobody, audiences: new Some(this.#places, Buffer.from(bits, 'base64')) }
    if (!known) this.#byBits.set(bits, sight)
    return sight
  }

  #learn(told: StreamAudiences): void {
    const { audiences = [], list } = told
    this.#told = told
    if (list === this.#list && this.#byBits.size < mostClasses) return
    this.#byBits.clear()
    if (list === this.#list) return
    this.#list = list
    this.#places = new Map(audiences.map((audience, place) => [audience, place]))
  }
}
