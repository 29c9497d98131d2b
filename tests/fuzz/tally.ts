/** How much was tried, and what came of it. */
export class Tally {
  readonly inputs = new Map<string, number>()
  readonly outcomes = { good: 0, refused: 0, closed: 0 }

  tried(kind: string, count: number): void {
    this.inputs.set(kind, this.of(kind) + count)
  }

  of(kind: string): number {
    return this.inputs.get(kind) ?? 0
  }

  get total(): number {
    return [...this.inputs.values()].reduce((sum, count) => sum + count, 0)
  }
}
