/** One tab after the other, where tabs share what is done. */
import type { Clock } from './clock.ts'

interface LockOptions {
  readonly signal?: AbortSignal
  readonly steal?: boolean
}
export interface Locks {
  request(name: string, options: LockOptions, act: () => Promise<unknown>): Promise<unknown>
}

/** A tab that holds the lock for longer is frozen, as browsers do with tabs in the background. */
const patienceMs = 5_000

/**
 * Acts while no other tab does, but waits for none for ever: who holds the lock for too long loses it. What `act` gives
 * or throws is what comes of it, whatever becomes of the lock; where the browser gives none, as it does to pages
 * without storage, it acts without.
 */
export const inTurn = async <T>(name: string, act: () => Promise<T>, clock: Clock): Promise<T> => {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks }
  let acting: Promise<T> | undefined
  const once = () => {
    acting ??= act()
    return acting
  }
  const waiting = new AbortController()
  const stopTimer = clock.after(patienceMs, () => waiting.abort())
  const begun = () => {
    stopTimer()
    return once()
  }
  try {
    await locks?.request(name, { signal: waiting.signal }, begun)
  } catch {
    if (waiting.signal.aborted) await locks?.request(name, { steal: true }, once).catch(() => {})
  }
  stopTimer()
  return once()
}
