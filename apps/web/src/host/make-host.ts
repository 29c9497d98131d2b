import { BesidePlace } from '../beside/open.ts'
import { GalleryPlace } from '../files/gallery-open.ts'
import { Route } from '../route.ts'
import { OverlayPlace } from '../shortcuts/overlay.ts'
import { type Address, addressOfDocument } from './address.ts'
import type { Host } from './host.ts'

/** In pixels: below, one pane is shown at a time. Styles have it, too. */
const narrow = 700

const places = (address: Address) => ({
  route: new Route(address),
  beside: new BesidePlace(),
  overlays: new OverlayPlace(),
  gallery: new GalleryPlace(),
})

export const hostOfDocument = (): Host => ({
  ...places(addressOfDocument),
  isOwn: true,
  root: document,
  keys: document,
  isNarrow: () => innerWidth < narrow,
  mayTakeFocus: () => true,
  onRefused: () => {},
})

interface Within {
  readonly address: Address
  /** Holds all of it. */
  readonly element: HTMLElement
  readonly root: ShadowRoot
  readonly onRefused: (error: unknown) => void
}

/** In an element of somebody else’s document, which keeps the focus until one comes in. */
export const hostWithin = ({ address, element, root, onRefused }: Within): Host => ({
  ...places(address),
  isOwn: false,
  root,
  keys: element,
  isNarrow: () => element.clientWidth < narrow,
  mayTakeFocus: () => root.activeElement !== null,
  onRefused,
})
