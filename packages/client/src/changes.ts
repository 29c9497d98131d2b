/** Tells views that something visible has changed: once for all that happens in one go. */
export class Changes {
  readonly #listeners = new Set<() => void>()
  readonly #report: (fault: unknown) => void
  #version = 0
  #isDue = false

  constructor(report: (fault: unknown) => void) {
    this.#report = report
  }

  get version(): number {
    return this.#version
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener() // one given twice is called twice, and taken away once
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  readonly note = (): void => {
    this.#version += 1
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(this.#tell)
  }

  readonly #tell = (): void => {
    this.#isDue = false
    for (const listener of [...this.#listeners]) guarded(listener, undefined, this.#report)
  }
}

/** What others have written may throw, now or later; that is theirs to know and must not stop us, nor end their program. */
export const guarded = <T>(handler: (value: T) => unknown, value: T, report: (fault: unknown) => void): void => {
  try {
    const given = handler(value)
    if (given instanceof Promise) given.catch(report)
  } catch (fault) {
    report(fault)
  }
}
