export class Latencies {
  readonly #milliseconds: number[] = []

  add(milliseconds: number): void {
    this.#milliseconds.push(milliseconds)
  }

  /** Milliseconds that this share of all stays below; NaN where there are none. */
  at(share: number): number {
    const sorted = this.#milliseconds.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  }
}
