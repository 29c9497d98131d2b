import { type RefObject, useEffect, useRef } from 'react'

/** Wherever in the pane the focus is, or nowhere, as where what had it is gone. In the conversation the key is not ours. */
export const useEscape = (pane: RefObject<HTMLElement | null>, onEscape: () => void): void => {
  const latest = useRef(onEscape)
  latest.current = onEscape
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const { activeElement, body } = document
      const isOurs = activeElement === body || pane.current?.contains(activeElement)
      if (event.key === 'Escape' && !event.defaultPrevented && isOurs) latest.current()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [pane])
}
