/** What somebody has written and not sent off yet, by room. Kept by the browser until it is sent, or its author logs out. */
import type { KeptStorage } from './kept-storage.ts'

const prefix = 'parley.draft.'

/** Of everybody who uses this browser. The drafts that were not touched for the longest time go first. */
const mostDrafts = 100

/** In UTF-16 units: as long as a message can be. */
const mostKept = 8_000

interface Draft {
  readonly text: string
  /** When it was changed last, in milliseconds since 1970. */
  readonly at: number
}

export class Drafts {
  readonly #storage: KeptStorage
  /** Of this user. */
  readonly #prefix: string
  /** Too long to be kept. */
  readonly #long = new Map<string, string>()

  constructor(storage: KeptStorage, user: string) {
    this.#storage = storage
    this.#prefix = `${prefix}${user}.`
  }

  of(room: string): string {
    return this.#long.get(room) ?? this.#read(this.#prefix + room)?.text ?? ''
  }

  set(room: string, text: string): void {
    this.#long.delete(room)
    if (text.length > mostKept) this.#long.set(room, text)
    if (text === '' || text.length > mostKept) this.#storage.removeItem(this.#prefix + room)
    else this.#keep(this.#prefix + room, { text, at: Date.now() })
  }

  /** Whether a draft outlives this page. */
  isKept(room: string): boolean {
    return !this.#long.has(room) && this.#storage.isKept()
  }

  /** Of how many rooms there is one. */
  get count(): number {
    const texts = [
      ...this.#storage.keysFrom(this.#prefix).map((key) => this.#read(key)?.text ?? ''),
      ...this.#long.values(),
    ]
    return texts.filter((text) => text.trim() !== '').length
  }

  /** For good. */
  clear(): void {
    this.#long.clear()
    for (const key of this.#storage.keysFrom(this.#prefix)) this.#storage.removeItem(key)
  }

  #keep(key: string, draft: Draft): void {
    const isNew = this.#storage.getItem(key) === null
    this.#storage.setItem(key, JSON.stringify(draft))
    if (isNew) this.#letGo()
  }

  #letGo(): void {
    const keys = this.#storage.keysFrom(prefix)
    if (keys.length <= mostDrafts) return
    const at = new Map(keys.map((key) => [key, this.#read(key)?.at ?? 0]))
    keys.sort((a, b) => (at.get(b) ?? 0) - (at.get(a) ?? 0))
    for (const key of keys.slice(mostDrafts)) this.#storage.removeItem(key)
  }

  /** Nothing where it is not of our making. */
  #read(key: string): Draft | undefined {
    try {
      const { text, at } = JSON.parse(this.#storage.getItem(key) ?? '') as Partial<Draft>
      return typeof text === 'string' && typeof at === 'number' ? { text, at } : undefined
    } catch {
      return undefined
    }
  }
}
