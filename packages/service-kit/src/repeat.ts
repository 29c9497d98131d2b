/** What failed for a moment is tried again at once, and then a little later; who waits is told in good time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { steadyNow } from './steady-clock.ts'

const pausesMs = [0, 50, 250]
/**
 * Nothing is begun anew after this time: whoever asked has their own patience, and asks again. Postgres takes a second to see a
 * deadlock.
 */
const withinMs = 4_000

/** `note` is told of each failure whether there is another try. */
export const repeating = async <T>(
  work: () => Promise<T>,
  mayRepeat: (reason: unknown) => boolean,
  note: (isRepeated: boolean, reason: unknown) => unknown,
): Promise<T> => {
  const begun = steadyNow()
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (reason) {
      const pauseMs = pausesMs[tries]
      const isRepeated = pauseMs !== undefined && steadyNow() - begun < withinMs && mayRepeat(reason)
      note(isRepeated, reason)
      if (!isRepeated) throw reason
      if (pauseMs > 0) await sleep(pauseMs)
    }
  }
}

/** Functions of ours that write are called as a table is; of Postgres' own, `unnest` alone is. */
const writes = /\b(insert|update|delete|merge|lock|call|nextval|setval)\b|\b(from|join)\s+(?!unnest\b)[a-z_]+\s*\(/i

/** Whether a statement that was carried out without a word may be carried out again. Where in doubt, it may not. */
export const isRead = (sql: string): boolean => {
  const plain = sql.replaceAll(/--.*/g, '').replaceAll(/\bfor update\b/gi, '')
  return /^\s*(select|with)\b/i.test(plain) && !writes.test(plain)
}
