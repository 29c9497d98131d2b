/** The open room is part of the address, so that reloading, going back and links work as everywhere. */
import { useSyncExternalStore } from 'react'

const roomHash = /^#\/room\/([0-9a-f-]{36})$/

export const listAddress = '#/'
export const roomAddress = (room: string): string => `#/room/${room}`

export const goTo = (address: string): void => {
  location.hash = address
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** The id of the room that the address names. */
export const useOpenRoom = (): string | undefined =>
  useSyncExternalStore(subscribe, () => roomHash.exec(location.hash)?.[1])
