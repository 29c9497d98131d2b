/** The pictures that are looked at, before all else. */
import type { AttachedFile } from '@parley/client'
import type { AskedFile } from '@parley/client/files'
import { useSyncExternalStore } from 'react'

export interface Seen {
  readonly file: AttachedFile
  readonly asked: AskedFile
}

export interface OpenGallery {
  readonly pictures: readonly Seen[]
  /** Which one is looked at first. */
  readonly at: number
}

let open: OpenGallery | undefined
const listeners = new Set<() => void>()

const set = (next: OpenGallery | undefined): void => {
  open = next
  for (const listener of listeners) listener()
}

export const openGallery = (pictures: readonly Seen[], file: string): void =>
  set({
    pictures,
    at: Math.max(
      0,
      pictures.findIndex((picture) => picture.file.file === file),
    ),
  })

export const closeGallery = (): void => set(undefined)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useGallery = (): OpenGallery | undefined => useSyncExternalStore(subscribe, () => open)
