import { pssKilobytes } from '../setup/memory.ts'
import type { Part } from '../setup/processes.ts'

const mega = 1_048_576

/** What a process may hold on to at the end above what it held when it was warm. */
const mostGrowth = 32 * mega

const pssOf = (pid: number): number => {
  try {
    return pssKilobytes(pid) * 1_024
  } catch {
    return 0 // it has ended
  }
}

/** The memory of processes that are under attack. */
export class MemoryWatch {
  readonly #parts: readonly Part[]
  #warm: readonly number[] = []
  #most: readonly number[] = []

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  #held(): Promise<number[]> {
    return Promise.all(this.#parts.map((part) => part.held()))
  }

  /** To be called when caches are filled and code is compiled: growth counts from here. */
  async warm(): Promise<void> {
    this.#warm = await this.#held()
  }

  /** To be called now and then. */
  look(): void {
    this.#most = this.#parts.map(({ pid }, place) => Math.max(pssOf(pid), this.#most[place] ?? 0))
  }

  async judge(): Promise<{ readonly isBounded: boolean; readonly told: string }> {
    const held = await this.#held()
    const [warm, end, most] = [this.#warm, held, this.#most].map((all) =>
      all.map((bytes) => Math.round(bytes / mega)).join('/'),
    )
    return {
      isBounded: held.every((bytes, place) => bytes < (this.#warm[place] ?? 0) + mostGrowth),
      told: `${warm} MB held when warm, ${end} MB at the end; ${most} MB in all at most`,
    }
  }
}
