/** How one wants to be seen, on all of one's devices. */
import { type Input, isSignal, type Output, type Parley } from '@parley/client'
import { useEffect } from 'react'
import { useChat, useParley, useSelected } from '../chat/chat-context.ts'

export type OwnChoice = Output<'presence.get'>

/** As it was told last: asked for, or answered to what was set here. */
class Own {
  readonly #parley: Parley
  readonly #listeners = new Set<() => void>()
  #choice: OwnChoice | undefined
  #asked = 0

  constructor(parley: Parley) {
    this.#parley = parley
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Nothing while it is not known, and where the server has no such service. */
  get choice(): OwnChoice | undefined {
    return this.#choice
  }

  load(): Promise<void> {
    return this.#take(this.#parley.call('presence.get', {})).catch(() => {}) // it is asked for again over the next connection
  }

  set(change: Input<'presence.set'>): Promise<void> {
    return this.#take(this.#parley.call('presence.set', change))
  }

  /** What was asked for later counts. */
  async #take(asked: Promise<OwnChoice>): Promise<void> {
    const asking = ++this.#asked
    const choice = await asked
    if (asking !== this.#asked) return
    this.#choice = choice
    for (const listener of this.#listeners) listener()
  }
}

const made = new WeakMap<Parley, Own>()

export const useOwn = (): Own => {
  const { parley } = useChat()
  const own = made.get(parley) ?? new Own(parley)
  made.set(parley, own)
  return own
}

export const useOwnChoice = (): OwnChoice | undefined => useSelected(useOwn(), ({ choice }) => choice)

/** As it is by now: another device may have changed what others do not see. */
export const useOwnNow = (): OwnChoice | undefined => {
  const own = useOwn()
  useEffect(() => void own.load(), [own])
  return useOwnChoice()
}

/** Asks for it over each connection, and when others begin to see one otherwise: another device, or the end of a status, may be why. */
export const useOwnLoaded = (): void => {
  const { parley, me } = useChat()
  const own = useOwn()
  const isOnline = useParley(({ state }) => state === 'online')
  useEffect(() => {
    if (isOnline) void own.load()
  }, [isOnline, own])
  useEffect(
    () =>
      parley.on('signal', (signal) => {
        if (isSignal(signal, 'presence.changed') && signal.by === me) void own.load()
      }),
    [parley, me, own],
  )
}
