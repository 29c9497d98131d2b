import { useEffect } from 'react'
import { closeBeside, openInbox, openSearch } from '../beside/open.ts'
import { useChat } from '../chat/chat-context.ts'
import { chordOf, isWritten } from './chord.ts'
import { closeOverlays, openOverlay, openSettings } from './overlay.ts'
import { keysIn, onKeysKept } from './own-keys.ts'
import { goToNeighbour, goToPlace } from './places.ts'
import { type ShortcutId, shortcutIds } from './table.ts'

const acts: Readonly<Record<ShortcutId, () => void>> = {
  palette: () => openOverlay('palette'),
  search: () => openSearch(),
  shortcuts: () => openOverlay('shortcuts'),
  settings: () => openSettings(),
  inbox: openInbox,
  next_room: () => goToNeighbour(1, 'all'),
  previous_room: () => goToNeighbour(-1, 'all'),
  next_unread: () => goToNeighbour(1, 'unread'),
  previous_unread: () => goToNeighbour(-1, 'unread'),
  next_place: () => goToPlace(1),
  previous_place: () => goToPlace(-1),
}

const fields = 'input, textarea, select, [contenteditable]'

const isWriting = ({ target }: KeyboardEvent): boolean => target instanceof Element && target.matches(fields)

/** A dialog is answered first. */
const isAnswering = (): boolean => document.querySelector('dialog[open]') !== null

/** From wherever one is on the page. What is open ends with whoever was logged in. */
export const useShortcuts = (): void => {
  const { storage } = useChat()
  useEffect(() => {
    let keys = keysIn(storage)
    const onKey = (event: KeyboardEvent) => {
      const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event)
      const id = shortcutIds.find((id) => keys[id] === chord)
      if (chord === undefined || id === undefined || (isWritten(chord) && isWriting(event))) return
      event.preventDefault()
      if (!isAnswering()) acts[id]()
    }
    const forget = onKeysKept(() => {
      keys = keysIn(storage)
    })
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      forget()
      closeBeside()
      closeOverlays()
    }
  }, [storage])
}
