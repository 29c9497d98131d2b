/** A browser's storage, for tests of what is kept in it. */
export class SimulatedStorage {
  readonly held = new Map<string, string>()

  get length(): number {
    return this.held.size
  }

  key = (place: number): string | null => [...this.held.keys()][place] ?? null
  getItem = (key: string): string | null => this.held.get(key) ?? null
  setItem = (key: string, value: string): void => void this.held.set(key, value)
  removeItem = (key: string): void => void this.held.delete(key)
}
