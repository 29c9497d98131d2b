/** Until when something waits, by the steady clock of the page: the server says how long, whatever the time of day is here. */
import { useEffect, useState } from 'react'

type Waiting = { readonly ends_in_ms: number } | { readonly expires_in_ms: number }

const ends = new WeakMap<object, number>()

/** When it ends. It counts from when it is asked for first, which is to be when it comes. */
export const endOf = (waiting: Waiting, now = performance.now()): number => {
  const known = ends.get(waiting) ?? now + ('ends_in_ms' in waiting ? waiting.ends_in_ms : waiting.expires_in_ms)
  ends.set(waiting, known)
  return known
}

/** Whole seconds that are left, counted down. */
export const useSecondsLeft = (waiting: Waiting): number => {
  const [now, setNow] = useState(() => performance.now())
  const left = Math.max(0, Math.ceil((endOf(waiting, now) - now) / 1_000))
  const isOver = left === 0
  useEffect(() => {
    if (isOver) return undefined
    const ticking = setInterval(() => setNow(performance.now()), 250)
    return () => clearInterval(ticking)
  }, [isOver])
  return left
}
