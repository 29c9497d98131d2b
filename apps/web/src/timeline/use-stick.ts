/**
 * Keeps a scroller where its reader is: at the end while they are there, else on the message they look at, whatever is
 * added above or below. By hand, as not every browser anchors scrolling, and none does at the very top.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** How far from the end still counts as being there, in pixels. */
const slack = 32

interface Anchor {
  readonly element: HTMLElement
  /** Of its lower edge in all that scrolls, in pixels: older messages above it may take its byline away. */
  readonly bottom: number
}

interface Stick {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** All that scrolls, with the list in it. */
  readonly content: RefObject<HTMLDivElement | null>
  readonly list: RefObject<HTMLOListElement | null>
  readonly atEnd: boolean
  /** To be called for each scroll event. */
  readonly look: () => void
  readonly toEnd: () => void
}

export const useStick = (entries: unknown): Stick => {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const anchor = useRef<Anchor>(undefined)
  const [atEnd, setAtEnd] = useState(true)
  const stuck = useRef(true)

  const look = useCallback(() => {
    if (!scroller.current || !list.current) return
    stuck.current = isAtEnd(scroller.current)
    anchor.current = anchorOf(scroller.current, list.current)
    setAtEnd(stuck.current)
  }, [])

  const hold = useCallback(() => {
    if (!scroller.current) return
    if (stuck.current) scroller.current.scrollTop = scroller.current.scrollHeight
    else restore(scroller.current, anchor.current)
    look()
  }, [look])

  const toEnd = useCallback(() => {
    stuck.current = true
    hold()
  }, [hold])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries are what changes the heights
  useLayoutEffect(hold, [entries, hold])
  useEffect(() => onResize([scroller.current, content.current], hold), [hold])
  return { scroller, content, list, atEnd, look, toEnd }
}

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= slack

/** Days and notices may be put together anew when older events arrive; a message stays the same element. */
const anchorOf = (scroller: HTMLElement, list: HTMLElement): Anchor | undefined => {
  const lines = list.children as HTMLCollectionOf<HTMLElement>
  let at = firstBelow(lines, scroller.scrollTop)
  while (at < lines.length - 1 && !lines[at]?.classList.contains('message')) at++
  const element = lines[at]
  return element && { element, bottom: bottomOf(element) }
}

const firstBelow = (lines: HTMLCollectionOf<HTMLElement>, top: number): number => {
  let low = 0
  for (let high = lines.length; low < high; ) {
    const middle = (low + high) >> 1
    if (bottomOf(lines[middle]) > top) high = middle
    else low = middle + 1
  }
  return low
}

const bottomOf = (element?: HTMLElement): number => (element ? element.offsetTop + element.offsetHeight : 0)

/** Moves by as much as the anchor has moved, so that scrolling that no event has told of yet is kept. */
const restore = (scroller: HTMLElement, anchor: Anchor | undefined): void => {
  if (anchor?.element.isConnected) scroller.scrollTop += bottomOf(anchor.element) - anchor.bottom
}

const onResize = (elements: (Element | null)[], listener: () => void): (() => void) => {
  const observer = new ResizeObserver(listener)
  for (const element of elements) if (element) observer.observe(element)
  return () => observer.disconnect()
}
