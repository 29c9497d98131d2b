type KeyValues = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

/**
 * What the browser keeps for this page, or this page alone where the browser does not: where storage is blocked, full, or
 * taken away while the page runs. It never throws; `isKept` says what has become of what was written last.
 */
export class KeptStorage implements KeyValues {
  readonly #storage: KeyValues | undefined
  /** What could not be written. It stands before what is kept. */
  readonly #unkept = new Map<string, string>()
  readonly #listeners = new Set<() => void>()
  #isKept = true

  /** `open` may throw, as `localStorage` does where it is blocked. */
  constructor(open: () => KeyValues) {
    this.#storage = this.#try(open, undefined)
    const probe = 'parley.probe'
    this.setItem(probe, '')
    this.removeItem(probe)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether the browser took what it was given last. */
  readonly isKept = (): boolean => this.#isKept

  get length(): number {
    return this.#keys().length
  }

  key(place: number): string | null {
    return this.#keys()[place] ?? null
  }

  keysFrom(prefix: string): string[] {
    return this.#keys().filter((key) => key.startsWith(prefix))
  }

  getItem(key: string): string | null {
    return this.#unkept.get(key) ?? this.#try(() => this.#storage?.getItem(key) ?? null, null)
  }

  setItem(key: string, value: string): void {
    const isKept = this.#try(() => this.#write(key, value), false)
    if (isKept) this.#unkept.delete(key)
    else this.#unkept.set(key, value)
    if (isKept === this.#isKept) return
    this.#isKept = isKept
    for (const listener of this.#listeners) listener()
  }

  removeItem(key: string): void {
    this.#unkept.delete(key)
    this.#try(() => this.#storage?.removeItem(key), undefined)
  }

  #write(key: string, value: string): boolean {
    this.#storage?.setItem(key, value)
    return Boolean(this.#storage)
  }

  #keys(): string[] {
    const kept = this.#try(() => keysOf(this.#storage), [])
    return [...new Set([...kept, ...this.#unkept.keys()])]
  }

  /** A browser that refuses says so by an exception of whatever kind. */
  #try<T>(act: () => T, otherwise: T): T {
    try {
      return act()
    } catch {
      return otherwise
    }
  }
}

const keysOf = (storage: KeyValues | undefined): string[] =>
  Array.from({ length: storage?.length ?? 0 }, (_, place) => storage?.key(place) ?? '')
