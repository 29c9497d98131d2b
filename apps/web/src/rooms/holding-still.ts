/**
 * The list keeps its order while something is open that belongs to one of its lines: a menu, a dialog. Otherwise a message in
 * another conversation would move the line, and close what is open under somebody’s hand.
 */
import { createContext, useCallback, useContext, useLayoutEffect, useRef, useState } from 'react'

/** Holds the list until what it returns is called. */
export type Hold = () => () => void

export const HoldContext = createContext<Hold>(() => () => {})

/** While it is true, the list around keeps its order. */
export const useHeld = (isHeld: boolean): void => {
  const hold = useContext(HoldContext)
  useLayoutEffect(() => (isHeld ? hold() : undefined), [hold, isHeld])
}

/** How a list is held, and what it shows: the value of now, or while it is held the one that it had then. */
export const useHolding = <T>(now: T): { readonly hold: Hold; readonly shown: T } => {
  const [holders, setHolders] = useState(0)
  const last = useRef(now)
  if (holders === 0) last.current = now
  const hold = useCallback(() => {
    setHolders((count) => count + 1)
    return () => setHolders((count) => count - 1)
  }, [])
  return { hold, shown: last.current }
}
