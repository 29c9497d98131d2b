/** What nobody waits for, and what must be known all the same. */
import { retryDelay } from './backoff.ts'
import { ParleyError } from './parley-error.ts'

export interface Insistence {
  readonly random: () => number
  /** Nothing more can be learned. */
  readonly isEnded: boolean
  /** Resolves after so many milliseconds, or at once when all is over. */
  pause(ms: number): Promise<void>
}

/** A room that is not there, or not ours, will not be there a moment later. */
export const isFinal = (error: unknown): boolean => !(error instanceof ParleyError && error.retry)

/**
 * Acts until it succeeds, with growing pauses; not when it is no longer wanted, or has failed in a way that stays.
 * Tells whether it succeeded.
 */
export const insist = async (
  act: () => Promise<unknown>,
  isWanted: () => boolean,
  by: Insistence,
  isHopeless: (error: unknown) => boolean = isFinal,
): Promise<boolean> => {
  for (let failures = 0; isWanted() && !by.isEnded; failures++) {
    try {
      await act()
      return true
    } catch (error) {
      if (isHopeless(error)) return false
      if (isWanted()) await by.pause(retryDelay(failures, by.random(), (error as ParleyError).retry_ms))
    }
  }
  return false
}
