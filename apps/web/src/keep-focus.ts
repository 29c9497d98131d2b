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

export const keepFocus = (page: Document = document): void => {
  let last: HTMLElement | undefined
  /** What surrounded it: of what is gone one cannot ask. */
  let around: readonly Element[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const isNowhere = () => page.activeElement === page.body || page.activeElement === null
  const forget = () => {
    last = undefined
  }
  const bringBack = () => {
    if (!last || !isNowhere() || !page.hasFocus()) return
    if (last.isConnected) return last.matches(':disabled') ? undefined : last.focus({ preventScroll: true })
    const place = around.find((one) => one.isConnected)
    const next =
      place?.querySelector<HTMLElement>(controls) ?? place?.closest('main, aside, nav')?.querySelector(controls)
    forget()
    if (next instanceof HTMLElement) next.focus({ preventScroll: true })
  }
  const look = () => {
    if (!last || !isNowhere()) return
    clearTimeout(timer)
    timer = setTimeout(bringBack, afterwards)
  }
  page.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    around = placesAround(target)
  })
  page.addEventListener('pointerdown', forget, true)
  new MutationObserver(look).observe(page.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden'],
  })
}

const placesAround = (from: Element): readonly Element[] => {
  const place = from.parentElement?.closest(places)
  return place ? [place, ...placesAround(place)] : []
}
