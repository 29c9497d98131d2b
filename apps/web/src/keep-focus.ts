/**
 * The focus never falls to the page as a whole. What has it may be disabled while it is at work, or be gone: then it comes back to it,
 * or to what is nearest. Whoever presses beside everything, or leaves, has it nowhere.
 */

/** What can have the focus by keyboard. */
export const controls =
  ':is(input, textarea, select, button, a[href], summary, [tabindex="0"]):not(:disabled, [inert], [inert] *)'

/** What the focus may go to where the control is gone, the innermost first. */
const places = 'li, form, fieldset, section, aside, dialog, nav, main'

/** After what the page does by itself, in milliseconds. */
const afterwards = 30

/** Whether nothing has the focus. */
export const isFocusNowhere = (): boolean => document.activeElement === document.body || document.activeElement === null

interface Keeping {
  /** The focus goes elsewhere, and is not to come back by itself. */
  readonly forget: () => void
  readonly stop: () => void
}

/** In the document, or in what is ours of one. */
export const keepFocus = (root: Document | ShadowRoot): Keeping => {
  let last: HTMLElement | undefined
  /** What surrounded it: of what is gone one cannot ask. */
  let around: readonly Element[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const { signal, abort } = listening()

  const forget = () => {
    last = undefined
  }
  const bringBack = () => {
    if (!last || !isFocusNowhere() || !document.hasFocus()) return
    if (last.isConnected) return last.matches(':disabled') ? undefined : last.focus({ preventScroll: true })
    const place = around.find((one) => one.isConnected)
    const next =
      place?.querySelector<HTMLElement>(controls) ?? place?.closest('main, aside, nav')?.querySelector(controls)
    forget()
    if (next instanceof HTMLElement) next.focus({ preventScroll: true })
  }
  const look = () => {
    if (!last || !isFocusNowhere()) return
    clearTimeout(timer)
    timer = setTimeout(bringBack, afterwards)
  }
  const come = ({ target }: Event) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    around = placesAround(target)
  }
  const go = (event: Event) => {
    const { relatedTarget } = event as FocusEvent
    if (relatedTarget instanceof Node && !root.contains(relatedTarget)) forget()
  }
  root.addEventListener('focusin', come, { signal })
  root.addEventListener('focusout', go, { signal })
  document.addEventListener('pointerdown', forget, { signal, capture: true })
  const observer = new MutationObserver(look)
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden'],
  })
  const stop = () => {
    abort()
    observer.disconnect()
    clearTimeout(timer)
  }
  return { forget, stop }
}

const listening = () => {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

const placesAround = (from: Element): readonly Element[] => {
  const place = from.parentElement?.closest(places)
  return place ? [place, ...placesAround(place)] : []
}
