/** What stands over all else and is reached from anywhere: one at a time. */
import { useHost } from '../host/host.ts'
import { Shown, useShown } from '../host/shown.ts'

export type Overlay =
  | { readonly is: 'palette' | 'shortcuts' | 'conversation' | 'space' }
  /** `at`: the heading to begin at. */
  | { readonly is: 'settings'; readonly at?: string | undefined }

export class OverlayPlace extends Shown<Overlay> {
  readonly openOverlay = (is: Overlay['is']): void => this.show({ is })
  readonly openSettings = (at?: string): void => this.show({ is: 'settings', at })
  /** What closes says what it is: another may have opened in its place. */
  readonly closeOverlay = (is: Overlay['is']): void => {
    if (this.current()?.is === is) this.show(undefined)
  }
  readonly closeOverlays = (): void => this.show(undefined)
}

export const useOverlay = (): Overlay | undefined => useShown(useHost().overlays)
