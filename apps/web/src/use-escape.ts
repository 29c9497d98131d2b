import { type RefObject, useEffect, useRef } from 'react'
import { useHost } from './host/host.ts'

/** Dialogs and menus close by themselves. */
const isAbove = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog, [popover]') !== null

/** Wherever in the pane the focus is, or nowhere, as where what had it is gone. In the conversation the key is not ours. */
export const useEscape = (pane: RefObject<HTMLElement | null>, onEscape: () => void): void => {
  const { keys, root } = useHost()
  const latest = useRef(onEscape)
  latest.current = onEscape
  useEffect(() => {
    const hear = (happened: Event) => {
      const event = happened as KeyboardEvent
      const { activeElement } = root
      const isOurs = activeElement === document.body || pane.current?.contains(activeElement)
      if (event.key !== 'Escape' || event.defaultPrevented || !isOurs || isAbove(event.target)) return
      // It has done what it was pressed for.
      if (activeElement !== document.body) event.preventDefault()
      latest.current()
    }
    keys.addEventListener('keydown', hear)
    return () => keys.removeEventListener('keydown', hear)
  }, [pane, keys, root])
}
