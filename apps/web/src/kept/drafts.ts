/** What somebody has written and not sent off yet, by room, as this browser keeps it: until it is sent, or its author logs out. */
import type { DraftStore, KeptDraft } from '@parley/client'
import type { KeptStorage } from './kept-storage.ts'

const prefix = 'parley.draft.'

/** Of everybody who uses this browser. Those that the server has go first, then those that were not touched for the longest time. */
const mostDrafts = 100

/** In UTF-16 units: as long as a message can be. */
const mostKept = 8_000

interface Entry extends KeptDraft {
  /** When it was changed last, in milliseconds since 1970. */
  readonly at: number
}

const isBlank = ({ text }: KeptDraft): boolean => text.trim() === ''

export class Drafts implements DraftStore {
  readonly #storage: KeptStorage
  /** Of this user. */
  readonly #prefix: string
  /** Rooms with one that is too long to be kept. */
  readonly #long = new Set<string>()
  #isClosed = false

  constructor(storage: KeptStorage, user: string) {
    this.#storage = storage
    this.#prefix = `${prefix}${user}.`
  }

  load(room: string): KeptDraft | undefined {
    const entry = this.#read(this.#prefix + room)
    if (!entry) return undefined
    const { at, ...draft } = entry
    return draft
  }

  save(room: string, draft: KeptDraft): void {
    if (this.#isClosed) return
    const isLong = draft.text.length > mostKept
    if (isLong) this.#long.add(room)
    else this.#long.delete(room)
    if (isLong || (draft.isSaved && isBlank(draft))) this.#storage.removeItem(this.#prefix + room)
    else this.#keep(this.#prefix + room, { ...draft, at: Date.now() })
  }

  /** Whether a draft outlives this page. */
  isKept(room: string): boolean {
    return !this.#long.has(room) && this.#storage.isKept()
  }

  /** Of how many rooms there is one that the server has not. */
  get count(): number {
    const kept = this.#storage.keysFrom(this.#prefix).map((key) => this.#read(key))
    return this.#long.size + kept.filter((draft) => draft && !draft.isSaved && !isBlank(draft)).length
  }

  /** For good. */
  clear(): void {
    this.#isClosed = true
    this.#long.clear()
    for (const key of this.#storage.keysFrom(this.#prefix)) this.#storage.removeItem(key)
  }

  #keep(key: string, entry: Entry): void {
    const isNew = this.#storage.getItem(key) === null
    this.#storage.setItem(key, JSON.stringify(entry))
    if (isNew) this.#letGo()
  }

  #letGo(): void {
    const keys = this.#storage.keysFrom(prefix)
    if (keys.length <= mostDrafts) return
    const last = new Map(
      keys.map((key) => {
        const { at, isSaved } = this.#read(key) ?? { at: 0, isSaved: true }
        return [key, isSaved ? at - Number.MAX_SAFE_INTEGER : at]
      }),
    )
    keys.sort((a, b) => (last.get(b) ?? 0) - (last.get(a) ?? 0))
    for (const key of keys.slice(mostDrafts)) this.#storage.removeItem(key)
  }

  /** Nothing where it is not of our making. What a page of an earlier release has kept is on no server. */
  #read(key: string): Entry | undefined {
    try {
      const entry = JSON.parse(this.#storage.getItem(key) ?? '') as Partial<Entry>
      const { text, at, reply, version = 0, isSaved = false } = entry
      if (typeof text !== 'string' || typeof at !== 'number' || !Number.isSafeInteger(version) || version < 0)
        return undefined
      return { text, at, version, isSaved: isSaved === true, ...(Number.isSafeInteger(reply) ? { reply } : {}) }
    } catch {
      return undefined
    }
  }
}
