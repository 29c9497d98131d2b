/** They come when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part } from '../later.ts'
import { closeOverlay, useOverlay } from './overlay.ts'

const parts = {
  NewConversation: part('NewConversation'),
  NewSpace: part('NewSpace'),
  Palette: part('Palette'),
  ShortcutsDialog: part('ShortcutsDialog'),
}

export const Overlays = () => {
  const overlay = useOverlay()
  return (
    <Suspense>
      {overlay?.is === 'conversation' && <parts.NewConversation onClose={() => closeOverlay('conversation')} />}
      {overlay?.is === 'space' && <parts.NewSpace onClose={() => closeOverlay('space')} />}
      {overlay?.is === 'palette' && <parts.Palette />}
      {overlay?.is === 'shortcuts' && <parts.ShortcutsDialog />}
    </Suspense>
  )
}
