import { useEffect } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { type Host, useHost } from '../host/host.ts'
import { chordOf, isWritten } from './chord.ts'
import { keysIn, onKeysKept } from './own-keys.ts'
import { goToNeighbour, goToPlace } from './places.ts'
import { type ShortcutId, shortcutIds } from './table.ts'

const actsAt = ({ overlays, beside, root }: Host): Readonly<Record<ShortcutId, () => void>> => ({
  palette: () => overlays.openOverlay('palette'),
  search: () => beside.openSearch(),
  shortcuts: () => overlays.openOverlay('shortcuts'),
  settings: () => overlays.openSettings(),
  inbox: beside.openInbox,
  next_room: () => goToNeighbour(root, 1, 'all'),
  previous_room: () => goToNeighbour(root, -1, 'all'),
  next_unread: () => goToNeighbour(root, 1, 'unread'),
  previous_unread: () => goToNeighbour(root, -1, 'unread'),
  next_place: () => goToPlace(root, 1),
  previous_place: () => goToPlace(root, -1),
})

const fields = 'input, textarea, select, [contenteditable]'

const isWriting = ({ target }: KeyboardEvent): boolean => target instanceof Element && target.matches(fields)

/** A dialog is answered first. */
const isAnswering = ({ root }: Host): boolean => root.querySelector('dialog[open]') !== null

/** From wherever one is on the page. What is open ends with whoever was logged in. */
export const useShortcuts = (): void => {
  const { storage } = useChat()
  const host = useHost()
  useEffect(() => {
    const acts = actsAt(host)
    let keys = keysIn(storage)
    const onKey = (happened: Event) => {
      const event = happened as KeyboardEvent
      const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event)
      const id = shortcutIds.find((id) => keys[id] === chord)
      if (chord === undefined || id === undefined || (isWritten(chord) && isWriting(event))) return
      event.preventDefault()
      if (!isAnswering(host)) acts[id]()
    }
    const forget = onKeysKept(() => {
      keys = keysIn(storage)
    })
    host.keys.addEventListener('keydown', onKey)
    return () => {
      host.keys.removeEventListener('keydown', onKey)
      forget()
      host.beside.closeBeside()
      host.overlays.closeOverlays()
    }
  }, [storage, host])
}
