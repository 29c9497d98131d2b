/** What stands beside the conversations: the search, or what one keeps for oneself. One of them at a time. */
import { useSyncExternalStore } from 'react'

export interface OpenSearch {
  readonly is: 'search'
  /** What stands in its field at first. */
  readonly text: string
}

type Beside = OpenSearch | { readonly is: 'kept' }

let open: Beside | undefined
const listeners = new Set<() => void>()

const set = (next: Beside | undefined): void => {
  open = next
  for (const listener of listeners) listener()
}

export const openSearch = (text = ''): void => set({ is: 'search', text })
export const openKept = (): void => set({ is: 'kept' })
export const closeBeside = (): void => set(undefined)

/** For what leads into the conversation: on a narrow screen this stands in front of it. */
export const closeWhereNarrow = (): void => {
  if (matchMedia('(width < 700px)').matches) closeBeside()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useBeside = (): Beside | undefined => useSyncExternalStore(subscribe, () => open)
