/** A menu beside what it is about, over all else. */
import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'

interface MenuProps {
  readonly label: string
  /** The button that opened it, to which the focus goes back. */
  readonly opener: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
  readonly children: ReactNode
}

const items = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
]

/** Below its button, or above where there is more room; within the page. */
const place = (menu: HTMLElement, opener: HTMLElement): void => {
  const { left, right, top, bottom } = opener.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const isBelow = bottom + height <= innerHeight || top < innerHeight - bottom
  const isRightToLeft = getComputedStyle(opener).direction === 'rtl'
  const wanted = isRightToLeft ? left : right - width
  menu.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`
  menu.style.top = `${Math.max(8, isBelow ? Math.min(bottom, innerHeight - height - 8) : top - height)}px`
}

/** Where an arrow leads from an item, around both ends. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

const step = (event: KeyboardEvent<HTMLElement>): void => {
  const all = items(event.currentTarget)
  const to = steps[event.key]
  if (!to || all.length === 0) return
  event.preventDefault()
  const at = all.findIndex((item) => item.matches(':focus'))
  all[to(at, all.length)]?.focus()
}

/** The browser closes it on Escape and on a press beside it; a choice, and Tab, close it too. */
export const Menu = ({ label, opener, onClose, children }: MenuProps) => {
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const opened = menu.current
    if (!opened || !opener.current) return undefined
    opened.showPopover()
    place(opened, opener.current)
    items(opened)[0]?.focus({ preventScroll: true })
    const closed = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose()
    }
    // Before, and not after by a task of its own: who presses the button again at once would be told that it is open.
    opened.addEventListener('beforetoggle', closed)
    const back = opener.current
    return () => {
      opened.removeEventListener('beforetoggle', closed)
      if (opened.matches(':focus-within')) back.focus()
    }
  }, [opener, onClose])

  const keyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Tab') onClose()
    step(event)
  }

  return (
    <div ref={menu} className="menu" role="menu" tabIndex={-1} popover="auto" aria-label={label} onKeyDown={keyDown}>
      {children}
    </div>
  )
}

interface MenuItemProps {
  readonly label: string
  readonly onPick: () => void
}

export const MenuItem = ({ label, onPick }: MenuItemProps) => (
  <button type="button" role="menuitem" tabIndex={-1} onClick={onPick}>
    {label}
  </button>
)

/** One of several that exclude each other. */
export const MenuChoice = ({ label, onPick, checked }: MenuItemProps & { readonly checked: boolean }) => (
  <button type="button" role="menuitemradio" aria-checked={checked} tabIndex={-1} onClick={onPick}>
    {label}
  </button>
)

export const MenuLine = () => <hr />
