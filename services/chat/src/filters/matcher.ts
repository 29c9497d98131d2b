/**
 * Finds which of many words stand in a text, in one pass over it (Aho and Corasick, 1975): how long that takes is told by the length of
 * the text and, at most, of the longest word. Nothing is tried and taken back.
 */
import { bareWord, fold } from './fold.ts'

/** The words of one list, in a text: parts that do not touch, in their order, as units of the folded text. */
export interface Match {
  readonly list: number
  readonly parts: (readonly [from: number, to: number])[]
}

interface Pattern {
  readonly list: number
  readonly length: number
  /** Whether a word of the text may go on there. */
  readonly openFrom: boolean
  readonly openTo: boolean
}

/** Of what is written with blanks between words. */
const ofWord = /[\p{L}\p{N}\p{M}_]/u
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Bopo}]/u
const ofWordInAscii = Uint8Array.from({ length: 128 }, (_, code) => Number(ofWord.test(String.fromCharCode(code))))

const isOfWord = (code: number): boolean => {
  if (code < 128) return ofWordInAscii[code] === 1
  const sign = String.fromCodePoint(code)
  return ofWord.test(sign) && !unspaced.test(sign)
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Whether a word of the text goes on over this place. */
const goesOn = (text: string, place: number): boolean => {
  if (place <= 0 || place >= text.length) return false
  const before = isLow(text.charCodeAt(place - 1)) ? place - 2 : place - 1
  return isOfWord(text.codePointAt(Math.max(0, before)) as number) && isOfWord(text.codePointAt(place) as number)
}

/** Each part ends behind those before it: so each is joined to others once at most. */
const join = (parts: Match['parts'], given: number, to: number): void => {
  let from = given
  for (let last = parts.at(-1); last && last[1] >= from; last = parts.at(-1)) {
    from = Math.min(from, last[0])
    parts.pop()
  }
  parts.push([from, to])
}

const units = 0x1_0000

/** Words that end at one place, on average: of those that people write it is hardly one. */
const mostWordsAtOnce = 16

export class Matcher {
  /** By node and unit, the node that comes then; 0 is the first one. */
  readonly #edges = new Map<number, number>()
  /** Of each node that of the longest end of it with which a word begins. */
  readonly #fallback: number[] = [0]
  /** What ends there. */
  readonly #ends: (Pattern[] | undefined)[] = [undefined]
  /** The next of those above at which something ends. */
  readonly #also: number[] = [0]

  constructor(lists: readonly (readonly string[])[]) {
    for (const [list, words] of lists.entries()) for (const word of words) this.#add(list, word)
    this.#link()
  }

  #add(list: number, given: string): void {
    const [openFrom, openTo] = [given.trimStart().startsWith('*'), given.trimEnd().endsWith('*')]
    const { text } = fold(bareWord(given))
    if (text === '') return
    let node = 0
    for (let place = 0; place < text.length; place++) {
      const key = node * units + text.charCodeAt(place)
      let next = this.#edges.get(key)
      if (next === undefined) {
        next = this.#fallback.push(0) - 1
        this.#edges.set(key, next)
      }
      node = next
    }
    const pattern = { list, length: text.length, openFrom, openTo }
    const ends = this.#ends[node]
    if (ends) ends.push(pattern)
    else this.#ends[node] = [pattern]
  }

  /** Nodes have higher numbers than those before them, but not than all that are nearer to the first: so level by level. */
  #link(): void {
    const below = new Map<number, [unit: number, node: number][]>()
    for (const [key, node] of this.#edges) {
      const [before, unit] = [Math.floor(key / units), key % units]
      const list = below.get(before)
      if (list) list.push([unit, node])
      else below.set(before, [[unit, node]])
    }
    let level = [0]
    while (level.length > 0) {
      const next: number[] = []
      for (const before of level)
        for (const [unit, node] of below.get(before) ?? []) {
          const fallback = before === 0 ? 0 : this.#step(this.#fallback[before] as number, unit)
          this.#fallback[node] = fallback
          this.#also[node] = this.#ends[fallback] ? fallback : (this.#also[fallback] ?? 0)
          next.push(node)
        }
      level = next
    }
  }

  #step(from: number, unit: number): number {
    for (let node = from; ; node = this.#fallback[node] as number) {
      const next = this.#edges.get(node * units + unit)
      if (next !== undefined) return next
      if (node === 0) return 0
    }
  }

  /** What ends at a place of a text, of the lists that have something there. Gives how many words that were. */
  #note(found: Map<number, Match>, node: number, text: string, to: number): number {
    let ending = this.#ends[node] ? node : (this.#also[node] ?? 0)
    if (ending === 0) return 0
    const isInside = goesOn(text, to)
    let words = 0
    for (; ending !== 0; ending = this.#also[ending] ?? 0)
      for (const { list, length, openFrom, openTo } of this.#ends[ending] ?? []) {
        words++
        if ((!openTo && isInside) || (!openFrom && goesOn(text, to - length))) continue
        const match = found.get(list)
        if (!match) found.set(list, { list, parts: [[to - length, to]] })
        else join(match.parts, to - length, to)
      }
    return words
  }

  /** In a folded text, of each list that is found. What only lists that are made for it come to is not looked at to its end. */
  find(text: string): Match[] {
    const found = new Map<number, Match>()
    let node = 0
    let left = mostWordsAtOnce * text.length
    for (let place = 0; place < text.length && left >= 0; place++) {
      node = this.#step(node, text.charCodeAt(place))
      if (node !== 0) left -= this.#note(found, node, text, place + 1)
    }
    return [...found.values()]
  }
}
