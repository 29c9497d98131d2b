/** What stands over all else and is reached from anywhere: one at a time. */
import { useSyncExternalStore } from 'react'

export type Overlay =
  | { readonly is: 'palette' | 'shortcuts' | 'conversation' | 'space' }
  /** `at`: the heading to begin at. */
  | { readonly is: 'settings'; readonly at?: string | undefined }

let open: Overlay | undefined
const listeners = new Set<() => void>()

const set = (next: Overlay | undefined): void => {
  open = next
  for (const listener of listeners) listener()
}

export const openOverlay = (is: Overlay['is']): void => set({ is })
export const openSettings = (at?: string): void => set({ is: 'settings', at })
/** What closes says what it is: another may have opened in its place. */
export const closeOverlay = (is: Overlay['is']): void => {
  if (open?.is === is) set(undefined)
}
export const closeOverlays = (): void => set(undefined)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOverlay = (): Overlay | undefined => useSyncExternalStore(subscribe, () => open)
