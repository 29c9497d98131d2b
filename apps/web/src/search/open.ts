/** Whether the search stands beside the conversations, and with what it was opened. */
import { useSyncExternalStore } from 'react'

export interface OpenSearch {
  /** What stands in its field at first. */
  readonly text: string
}

let open: OpenSearch | undefined
const listeners = new Set<() => void>()

const set = (next: OpenSearch | undefined): void => {
  open = next
  for (const listener of listeners) listener()
}

export const openSearch = (text = ''): void => set({ text })
export const closeSearch = (): void => set(undefined)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOpenSearch = (): OpenSearch | undefined => useSyncExternalStore(subscribe, () => open)
