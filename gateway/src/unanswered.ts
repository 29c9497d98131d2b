/**
 * How many commands of each caller are unanswered. By session, or by address where there is none, and not by connection:
 * who hangs up and comes back leaves its commands behind, and must not be able to pile them up before a service.
 */
export class Unanswered {
  readonly #most: number
  readonly #byCaller = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** Whether the caller has as many as it may have. */
  isFull(caller: string): boolean {
    return this.#of(caller) >= this.#most
  }

  asked(caller: string): void {
    this.#byCaller.set(caller, this.#of(caller) + 1)
  }

  answered(caller: string): void {
    const left = this.#of(caller) - 1
    if (left > 0) this.#byCaller.set(caller, left)
    else this.#byCaller.delete(caller)
  }

  #of(caller: string): number {
    return this.#byCaller.get(caller) ?? 0
  }
}
