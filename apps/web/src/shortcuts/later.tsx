/** They come when the page is there: the first load does without. */

import { Suspense } from 'react'
import { useHost } from '../host/host.ts'
import { part } from '../later.ts'
import { useOverlay } from './overlay.ts'

const parts = {
  NewConversation: part('NewConversation'),
  NewSpace: part('NewSpace'),
  Palette: part('Palette'),
  ShortcutsDialog: part('ShortcutsDialog'),
}

export const Overlays = () => {
  const { closeOverlay } = useHost().overlays
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
