/** What stands beside the conversations: the search, what one keeps for oneself or is told, what a space is, who somebody is, or whom one plays with. One of them at a time. */
import { useSyncExternalStore } from 'react'

export interface OpenSearch {
  readonly is: 'search'
  /** What stands in its field at first. */
  readonly text: string
}

export interface OpenSpace {
  readonly is: 'space'
  readonly space: string
  readonly shows: 'about' | 'roles' | 'residents' | 'audit' | 'room'
  /** The room that it is about. */
  readonly room?: string
}

export interface OpenPerson {
  readonly is: 'person'
  /** Their id. */
  readonly user: string
}

type Beside = OpenSearch | OpenSpace | OpenPerson | { readonly is: 'kept' | 'inbox' | 'party' }

let open: Beside | undefined
const listeners = new Set<() => void>()

const set = (next: Beside | undefined): void => {
  open = next
  for (const listener of listeners) listener()
}

export const openSearch = (text = ''): void => set({ is: 'search', text })
export const openKept = (): void => set({ is: 'kept' })
export const openParty = (): void => set({ is: 'party' })
export const openInbox = (): void => set({ is: 'inbox' })
export const openSpace = (space: string, shows: OpenSpace['shows'], room?: string): void =>
  set({ is: 'space', space, shows, ...(room === undefined ? {} : { room }) })
export const openPerson = (user: string): void => set({ is: 'person', user })
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
