/**
 * Lines about what requests provoke, such as a refusal that a wrong setting may be the reason of: a few in a minute, and the
 * first one after it tells how many were left out.
 */
import { lineWindows } from './line-windows.ts'
import type { Log } from './log.ts'
import { steadyNow } from './steady-clock.ts'

const size = { mostLines: 5, windowMs: 60_000 }

export type WarnSeldom = (fields: object, text: string) => void

/** `now` in milliseconds. */
export const warnSeldom = (log: Pick<Log, 'warn'>, now: () => number = steadyNow): WarnSeldom => {
  const take = lineWindows(size, now)
  return (fields, text) => {
    const leftOut = take(text)
    if (leftOut !== undefined) log.warn(leftOut > 0 ? { ...fields, left_out: leftOut } : fields, text)
  }
}
