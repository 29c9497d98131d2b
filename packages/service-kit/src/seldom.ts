/**
 * Lines about what requests provoke, such as a refusal that a wrong setting may be the reason of. Of those with one text, a
 * few are written in a minute, and the first line after it tells how many were left out. Texts are ours, so there are few.
 */
import type { Log } from './log.ts'

const mostInWindow = 5
const windowMs = 60_000

interface Window {
  begun: number
  written: number
  leftOut: number
}

export type WarnSeldom = (fields: object, text: string) => void

/** `now` in milliseconds. */
export const warnSeldom = (log: Pick<Log, 'warn'>, now: () => number = () => performance.now()): WarnSeldom => {
  const windows = new Map<string, Window>()
  return (fields, text) => {
    const before = windows.get(text)
    const isOver = !before || now() - before.begun >= windowMs
    const window = isOver ? { begun: now(), written: 0, leftOut: 0 } : before
    if (isOver) windows.set(text, window)
    if (++window.written > mostInWindow) window.leftOut++
    else log.warn(isOver && before?.leftOut ? { ...fields, left_out: before.leftOut } : fields, text)
  }
}
