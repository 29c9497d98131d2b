/** The page within an element of somebody else’s document (`packages/ui`). */
import { createRoot } from 'react-dom/client'
import { addressWithin } from '../host/address.ts'
import { HostContext } from '../host/host.ts'
import { hostWithin } from '../host/make-host.ts'
import { controls, keepFocus } from '../keep-focus.ts'
import { directionOf } from '../language/languages.ts'
import { spoken } from '../language/spoken.ts'
import { lookOf, showLook } from '../look/look.ts'
import { listAddress, roomAddress } from '../route.ts'
import { connectTo, type TokenProvider } from './connections.ts'
import { Embedded } from './embedded.tsx'
import { styles } from './styles.ts'

export interface Embedding {
  /** The address of the server. */
  readonly server: string
  readonly token: TokenProvider
  /** The id of the room that is shown alone; without one, the whole client. */
  readonly room?: string
  /** Says how it is to look, by the name of what is chosen. */
  readonly look: (name: string) => string | null
  /** What is refused, and what keeps the server away. */
  readonly onError: (error: unknown) => void
  /** Somebody asks to try again, after it has ended. */
  readonly onAgain: () => void
}

export interface Shown {
  /** Somebody has chosen another look. */
  readonly lookAgain: () => void
  readonly focus: () => void
  /** Whether Escape closes something in it. */
  readonly isBusy: () => boolean
  /** The focus leaves, and does not come back by itself. */
  readonly leave: () => void
  /** Takes all of it away: what is shown, what listens, the connection. */
  readonly end: () => void
}

/** What one writes in, or else what comes first. */
const firsts = ['.composer textarea', '.rooms a[href]', controls]

const leadsWithin = (target: EventTarget | null): string | undefined => {
  const link = target instanceof Element ? target.closest('a[href^="#/"]') : null
  return link?.getAttribute('href') ?? undefined
}

export const show = (root: ShadowRoot, embedding: Embedding): Shown => {
  const { server, token, room, look, onError, onAgain } = embedding
  const place = document.createElement('div')
  place.className = 'page'
  place.lang = spoken().language
  place.dir = directionWithin(root.host)
  root.adoptedStyleSheets = styles()
  root.append(place)
  const address = addressWithin(room === undefined ? listAddress : roomAddress(room), server)
  const host = hostWithin({ address, element: place, root, onRefused: onError })
  /** The address of the document is not ours. Pressed in another way, a link leads to the page of the server. */
  const follow = (click: MouseEvent) => {
    const to = leadsWithin(click.composedPath()[0] ?? null)
    if (to === undefined || click.defaultPrevented) return
    click.preventDefault()
    if (click.ctrlKey || click.metaKey || click.shiftKey) open(host.route.linkTo(to), '_blank', 'noopener')
    else host.route.goTo(to)
  }
  place.addEventListener('click', follow)
  const { chat, letGo } = connectTo(server, token)
  const unfollow = host.route.follow()
  const focus = keepFocus(root)
  const shown = showLook(() => lookOf(look), place)
  const react = createRoot(place)
  react.render(
    <HostContext value={host}>
      <Embedded chat={chat} shows={room === undefined ? 'chat' : 'room'} onAgain={onAgain} />
    </HostContext>,
  )
  return {
    lookAgain: shown.update,
    focus: () => {
      const places = firsts.map((first) => root.querySelector<HTMLElement>(first))
      places.find((place) => place?.checkVisibility())?.focus()
    },
    isBusy: () => root.querySelector('dialog[open], :popover-open') !== null,
    leave: focus.forget,
    end: () => {
      react.unmount()
      shown.end()
      focus.stop()
      unfollow()
      letGo()
      place.remove()
    },
  }
}

/** As the document runs there, or the language. */
const directionWithin = (element: Element): string =>
  getComputedStyle(element).direction === 'rtl' ? 'rtl' : directionOf(spoken().language)
