/** What has the focus gets the keys: what is typed or pressed within an element is not for the page around it, a game for instance. */

const events = [
  ...['keydown', 'keyup', 'keypress', 'beforeinput', 'input'],
  ...[
    'pointerdown',
    'pointermove',
    'pointerup',
    'mousedown',
    'mousemove',
    'mouseup',
    'click',
    'dblclick',
    'auxclick',
    'contextmenu',
    'wheel',
  ],
  ...['touchstart', 'touchmove', 'touchend', 'copy', 'cut', 'paste', 'dragover', 'drop'],
]

interface Owner {
  /** Whether Escape closes something within. */
  isBusy(): boolean
  /** The focus has left. */
  left(): void
}

/** Gives what ends it. */
export const keepApart = (element: HTMLElement, owner: Owner): (() => void) => {
  const listening = new AbortController()
  const { signal } = listening
  /** What had the focus before it came here. */
  let before: HTMLElement | undefined

  const leave = () => {
    const within = element.shadowRoot?.activeElement
    if (within instanceof HTMLElement) within.blur()
    if (before?.isConnected) before.focus({ preventScroll: true })
    // The key that led out comes up elsewhere, and is not for what is there.
    addEventListener('keyup', (event) => event.key === 'Escape' && event.stopImmediatePropagation(), {
      signal,
      capture: true,
      once: true,
    })
    owner.left()
  }
  element.addEventListener(
    'focusin',
    ({ relatedTarget }) => {
      // From within the element, the one is the other, seen from outside.
      if (relatedTarget !== element) before = relatedTarget instanceof HTMLElement ? relatedTarget : undefined
    },
    { signal },
  )
  for (const kind of events)
    element.addEventListener(
      kind,
      (event) => {
        event.stopPropagation()
        const { key, isComposing } = event as KeyboardEvent
        if (kind === 'keydown' && key === 'Escape' && !isComposing && !event.defaultPrevented && !owner.isBusy())
          leave()
      },
      { signal, passive: true },
    )
  return () => listening.abort()
}
