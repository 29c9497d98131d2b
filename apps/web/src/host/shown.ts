/** What is shown at one place of the page, or nothing. */
import { useSyncExternalStore } from 'react'

export class Shown<What> {
  readonly #listeners = new Set<() => void>()
  #open: What | undefined

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): What | undefined => this.#open

  protected show(what: What | undefined): void {
    this.#open = what
    for (const listener of this.#listeners) listener()
  }
}

export const useShown = <What>({ subscribe, current }: Shown<What>): What | undefined =>
  useSyncExternalStore(subscribe, current)
