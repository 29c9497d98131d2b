import { type RefObject, useEffect, useRef } from 'react'

/** Dialogs and menus close by themselves. */
const isAbove = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog, [popover]') !== null

/** Wherever in the pane the focus is, or nowhere, as where what had it is gone. In the conversation the key is not ours. */
export const useEscape = (pane: RefObject<HTMLElement | null>, onEscape: () => void): void => {
  const latest = useRef(onEscape)
  latest.current = onEscape
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const { activeElement, body } = document
      const isOurs = activeElement === body || pane.current?.contains(activeElement)
      if (event.key === 'Escape' && !event.defaultPrevented && isOurs && !isAbove(event.target)) latest.current()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [pane])
}
