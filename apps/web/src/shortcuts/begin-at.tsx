import { useEffect, useRef } from 'react'
import { controls } from '../keep-focus.ts'

/** How long parts of it may come late, in milliseconds. */
const patience = 3_000

const places = 'h3, legend, form[aria-label], section[aria-label]'

const isCalled = (place: HTMLElement, heading: string): boolean =>
  (place.getAttribute('aria-label') ?? place.textContent) === heading

/** Of the dialog around it, from the heading or form of this name on, as soon as that is there. */
export const BeginAt = ({ heading }: { readonly heading: string | undefined }) => {
  const spot = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const dialog = spot.current?.closest('dialog')
    if (!dialog || heading === undefined) return undefined
    const begin = () => {
      const place = [...dialog.querySelectorAll<HTMLElement>(places)].find((place) => isCalled(place, heading))
      if (!place) return
      watch.disconnect()
      place.scrollIntoView({ block: 'start' })
      const around = place.closest('section, form, fieldset') ?? place
      around.querySelector<HTMLElement>(controls)?.focus({ preventScroll: true })
    }
    const watch = new MutationObserver(begin)
    watch.observe(dialog, { subtree: true, childList: true })
    begin()
    const timer = setTimeout(() => watch.disconnect(), patience)
    return () => {
      watch.disconnect()
      clearTimeout(timer)
    }
  }, [heading])
  return <span ref={spot} hidden />
}
