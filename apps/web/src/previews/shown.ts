/** Whether one wants to be shown what links lead to, on all of one's devices. */
import { isEvent, type Parley } from '@parley/client'
import { useEffect } from 'react'
import { useChat, useParley, useSelected } from '../chat/chat-context.ts'

class Shown {
  readonly #parley: Parley
  readonly #listeners = new Set<() => void>()
  #isShown: boolean | undefined
  #asked: Promise<void> | undefined

  constructor(parley: Parley) {
    this.#parley = parley
    parley.on('event', (event) => isEvent(event, 'preview.shown') && this.#take(event.is.shown))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Not known until it is asked for. */
  get isShown(): boolean | undefined {
    return this.#isShown
  }

  /** Once for all messages, until it has failed. */
  load(): void {
    this.#asked ??= this.#parley.call('preview.show', {}).then(
      ({ shown }) => this.#take(shown),
      () => {
        this.#asked = undefined // it is asked for again over the next connection
      },
    )
  }

  async set(shown: boolean): Promise<void> {
    this.#take((await this.#parley.call('preview.show', { shown })).shown)
  }

  #take(shown: boolean): void {
    this.#isShown = shown
    for (const listener of this.#listeners) listener()
  }
}

const made = new WeakMap<Parley, Shown>()

export const useShown = (): { readonly shown: Shown; readonly isShown: boolean | undefined } => {
  const { parley } = useChat()
  const shown = made.get(parley) ?? new Shown(parley)
  made.set(parley, shown)
  const isOnline = useParley(({ state }) => state === 'online')
  useEffect(() => {
    if (isOnline) shown.load()
  }, [isOnline, shown])
  return { shown, isShown: useSelected(shown, ({ isShown }) => isShown) }
}
