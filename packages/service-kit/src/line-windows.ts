/** Lines of a log that others provoke: of those with one text so many are written in a while. Texts are ours, so there are few. */

export interface WindowSize {
  readonly mostLines: number
  readonly windowMs: number
}

interface Window {
  begun: number
  written: number
  leftOut: number
}

/** For the next line of a text: how many were left out before it, to be told with it; undefined where it is left out, too. */
export type TakeLine = (text: string) => number | undefined

/** `now` in milliseconds. */
export const lineWindows = ({ mostLines, windowMs }: WindowSize, now: () => number): TakeLine => {
  const windows = new Map<string, Window>()
  return (text) => {
    const before = windows.get(text)
    const isOver = !before || now() - before.begun >= windowMs
    const window = isOver ? { begun: now(), written: 0, leftOut: 0 } : before
    if (isOver) windows.set(text, window)
    if (window.written >= mostLines) {
      window.leftOut++
      return undefined
    }
    window.written++
    return isOver ? (before?.leftOut ?? 0) : 0
  }
}
