/** What a browser’s storage is like, in memory: where nothing is to stay, and for tests of what is kept. */
export class MemoryStorage {
  readonly held = new Map<string, string>()

  get length(): number {
    return this.held.size
  }

  key = (place: number): string | null => [...this.held.keys()][place] ?? null
  getItem = (key: string): string | null => this.held.get(key) ?? null
  setItem = (key: string, value: string): void => void this.held.set(key, value)
  removeItem = (key: string): void => void this.held.delete(key)
}
