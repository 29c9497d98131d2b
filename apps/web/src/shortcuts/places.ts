/** From one place of the page to the next, and from one conversation to the next, as they stand on it. */
import { controls } from '../keep-focus.ts'

const places = ['.rail', '.rooms', '.timeline .scroller', '.composer textarea', '.beside']

const isShown = (place: HTMLElement): boolean => place.checkVisibility()

const shownPlaces = (root: ParentNode): readonly HTMLElement[] =>
  places.flatMap((place) => [...root.querySelectorAll<HTMLElement>(place)].filter(isShown))

const enter = (place: HTMLElement): void => {
  const own = place.matches('textarea, [tabindex]') ? place : undefined
  const current = place.querySelector<HTMLElement>('[aria-current]:not([aria-current="false"])')
  const next = own ?? current ?? place.querySelector<HTMLElement>(controls)
  next?.focus()
}

export const goToPlace = (root: Document | ShadowRoot, by: 1 | -1): void => {
  const all = shownPlaces(root)
  const at = all.findIndex((place) => place.contains(root.activeElement))
  const from = at < 0 && by < 0 ? 0 : at
  const next = all[(from + by + all.length) % all.length]
  if (next) enter(next)
}

/** Of the conversations that stand in the list, round and round. */
export const goToNeighbour = (root: ParentNode, by: 1 | -1, among: 'all' | 'unread'): void => {
  const links = [...root.querySelectorAll<HTMLElement>('.rooms :is(.room-link, .space-room)')]
  const isWanted = (link: HTMLElement) => among === 'all' || link.closest('.unread-room, .unread') !== null
  const at = links.findIndex((link) => link.matches('[aria-current="page"], [aria-current="true"]'))
  const from = at < 0 && by < 0 ? 0 : at
  const inTurn = links.map((_, step) => links[(from + by * (step + 1) + links.length * 2) % links.length])
  inTurn.find((link) => link && isWanted(link))?.click()
}
