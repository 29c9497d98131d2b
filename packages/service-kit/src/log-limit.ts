/**
 * Nobody fills the disk by what they provoke: of warnings, errors and security events with the same text, so many are
 * written in a second, and the first line after it tells how many were left out. Texts are ours, so there are few.
 */
import type { LogFn, Logger } from 'pino'
import { lineWindows } from './line-windows.ts'
import { steadyNow } from './steady-clock.ts'

const size = { mostLines: 20, windowMs: 1_000 }
/** As pino numbers levels. */
const warn = 40

export type LogMethod = (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number) => void

/** The text of a line that is given as `(text)` or `(object, text)`. */
const textOf = (args: readonly unknown[]): string => String(typeof args[0] === 'string' ? args[0] : args[1])

const withCount = (args: readonly unknown[], leftOut: number): unknown[] =>
  typeof args[0] === 'string'
    ? [{ left_out: leftOut }, ...args]
    : [{ ...(args[0] as object), left_out: leftOut }, args[1]]

/** A line of `security-log.ts`. */
const isSecurityEvent = ([first]: readonly unknown[]): boolean =>
  typeof first === 'object' && first !== null && 'event' in first

/** `now` in milliseconds. */
export const limitLines = (now: () => number = steadyNow): LogMethod => {
  const take = lineWindows(size, now)
  return function (args, method, level) {
    if (level < warn && !isSecurityEvent(args)) return method.apply(this, args)
    const leftOut = take(textOf(args))
    if (leftOut !== undefined) method.apply(this, (leftOut > 0 ? withCount(args, leftOut) : args) as Parameters<LogFn>)
  }
}
