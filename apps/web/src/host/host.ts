/** Where the page stands: it has a document of its own, or an element in one of somebody else. Whatever belongs to the one or the other is had from here. */
import { createContext, useContext } from 'react'
import type { BesidePlace } from '../beside/open.ts'
import type { GalleryPlace } from '../files/gallery-open.ts'
import type { Route } from '../route.ts'
import type { OverlayPlace } from '../shortcuts/overlay.ts'

export interface Host {
  /** Whether the document is the page's own: its title, its address, its worker, and what the browser keeps. */
  readonly isOwn: boolean
  /** Where its elements are found, and which of them has the focus. */
  readonly root: Document | ShadowRoot
  /** Where its keys are heard. */
  readonly keys: EventTarget
  /** What is open, and the ways to it. */
  readonly route: Route
  readonly beside: BesidePlace
  readonly overlays: OverlayPlace
  readonly gallery: GalleryPlace
  /** Whether there is room for one pane. */
  isNarrow(): boolean
  /** Whether what opens may take the focus by itself. */
  mayTakeFocus(): boolean
  /** Hears of what is refused in place of all that is shown. */
  readonly onRefused: (error: unknown) => void
}

export const HostContext = createContext<Host | null>(null)

export const useHost = (): Host => {
  const host = useContext(HostContext)
  if (!host) throw new Error('used outside of a page')
  return host
}
