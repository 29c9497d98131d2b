/**
 * Keeps a scroller at its end while its reader is there, whatever is added or changes its height. Elsewhere the window of
 * rows keeps it where it is.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

/** How far from the end still counts as being there, in pixels. */
const slack = 32

interface Stick {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly atEnd: boolean
  /** To be called for each scroll event. */
  readonly look: () => void
  /** To be called when heights have changed. */
  readonly hold: () => void
  readonly toEnd: () => void
  /** The reader goes elsewhere. */
  readonly letGo: () => void
}

/** `isEnd` says whether what is shown goes up to the newest; `most`, in pixels from the top, how far nobody is taken who does not look. */
export const useStick = (rows: unknown, isEnd: boolean, most: () => number | undefined): Stick => {
  const scroller = useRef<HTMLDivElement>(null)
  const latestMost = useRef(most)
  latestMost.current = most
  const [atEnd, setAtEnd] = useState(true)
  const stuck = useRef(true)
  /** Where it was seen last: what grows below the view moves nobody away from the end. */
  const top = useRef(0)

  const look = useCallback(() => {
    const { current } = scroller
    if (!current) return
    if (isEnd && isAtEnd(current)) stuck.current = true
    else if (current.scrollTop < top.current) stuck.current = false
    top.current = current.scrollTop
    setAtEnd(stuck.current)
  }, [isEnd])

  const letGo = useCallback(() => {
    stuck.current = false
    setAtEnd(false)
  }, [])

  const hold = useCallback(() => {
    const { current } = scroller
    if (!current || !stuck.current) return
    const most = latestMost.current()
    current.scrollTop = Math.min(current.scrollHeight, most ?? Infinity)
    top.current = current.scrollTop
    if (most !== undefined && !isAtEnd(current)) letGo()
  }, [letGo])

  const toEnd = useCallback(() => {
    stuck.current = true
    setAtEnd(true)
    hold()
  }, [hold])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are what changes the heights
  useLayoutEffect(hold, [rows, hold])
  return { scroller, atEnd, look, hold, toEnd, letGo }
}

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= slack
