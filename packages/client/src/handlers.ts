import { guarded } from './changes.ts'

type Unsubscribe = () => void

/** Functions of others by what they want to hear of. */
export class Handlers<Told extends object> {
  readonly #handlers = new Map<keyof Told, Set<(value: never) => void>>()
  readonly #report: (fault: unknown) => void

  constructor(report: (fault: unknown) => void) {
    this.#report = report
  }

  on<K extends keyof Told>(kind: K, handler: (told: Told[K]) => void): Unsubscribe {
    const own = (told: Told[K]) => handler(told)
    const handlers = this.#handlers.get(kind) ?? new Set()
    this.#handlers.set(kind, handlers.add(own))
    return () => void handlers.delete(own)
  }

  tell<K extends keyof Told>(kind: K, told: Told[K]): void {
    const handlers = (this.#handlers.get(kind) ?? new Set()) as Set<(told: Told[K]) => void>
    for (const handler of [...handlers]) guarded(handler, told, this.#report)
  }
}
