/** The open room is part of the address, so that reloading, going back and links work as everywhere. */
import { useSyncExternalStore } from 'react'

const roomHash = /^#\/room\/([0-9a-f-]{36})(?:\/(\d{1,15}))?$/
const inviteHash = /^#\/invite\/([A-Za-z0-9_-]{43})$/

export const listAddress = '#/'
export const roomAddress = (room: string): string => `#/room/${room}`
/** Of one message: whoever opens it comes to that. */
export const messageAddress = (room: string, seq: number): string => `#/room/${room}/${seq}`
export const inviteAddress = (code: string): string => `#/invite/${code}`

/** For somebody else, who may not have this page open. */
export const linkTo = (address: string): string => new URL(address, location.href).href

/** Goes to a message, also where the address names it already and the reader has gone elsewhere since. */
export const goToMessage = (room: string, seq: number): void => {
  const address = messageAddress(room, seq)
  if (location.hash === address) goTo(roomAddress(room))
  setTimeout(() => goTo(address))
}

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

/** The position of the message that the address names. */
export const useOpenSeq = (): number | undefined => {
  const seq = useSyncExternalStore(subscribe, () => roomHash.exec(location.hash)?.[2])
  return seq === undefined ? undefined : Number(seq)
}

/** The code of the invitation that the address is. It stays there while somebody signs up or logs in. */
export const useOpenInvite = (): string | undefined =>
  useSyncExternalStore(subscribe, () => inviteHash.exec(location.hash)?.[1])
