/** What is open is part of the address, so that reloading, going back and links work as everywhere. */
import { useSyncExternalStore } from 'react'

/** A space; a room, of it or of none, a message of it, a thread that stands beside it, and a message of that. */
const roomHash =
  /^#(?:\/space\/([0-9a-f-]{36}))?(?:\/room\/([0-9a-f-]{36})(?:\/(\d{1,15}))?(?:\/thread\/([0-9a-f-]{36})(?:\/(\d{1,15}))?)?)?$/
/** Of a link in a mail. */
const mailHash = /^#\/(verify|reset)\/([\w-]{44})$/
/** Of a device that asks to be let in; with its code, or without. */
const deviceHash = /^#\/device(?:\/([A-Za-z-]{8,9}))?$/
const inviteHash = /^#\/invite\/([A-Za-z0-9_-]{43})$/

export const listAddress = '#/'
/** Of the threads that one follows. */
export const threadsAddress = '#/threads'
/** Of one's contacts, and of how one stands with others. */
export const contactsAddress = '#/contacts'
/** Of what those do who run the platform. */
export const adminAddress = '#/admin'
export const spaceAddress = (space: string): string => `#/space/${space}`
/** `space`: of which it is a room. */
export const roomAddress = (room: string, space?: string): string =>
  `${space === undefined ? '#' : spaceAddress(space)}/room/${room}`
/** Of one message: whoever opens it comes to that. */
export const messageAddress = (room: string, seq: number, space?: string): string =>
  `${roomAddress(room, space)}/${seq}`
const threadPart = (thread: string, seq?: number): string => `/thread/${thread}${seq === undefined ? '' : `/${seq}`}`
/** Of a thread beside its room, or of one message of it. */
export const threadAddress = (room: string, thread: string, seq?: number, space?: string): string =>
  roomAddress(room, space) + threadPart(thread, seq)
export const deviceAddress = '#/device'
export const inviteAddress = (code: string): string => `#/invite/${code}`

/** For somebody else, who may not have this page open. */
export const linkTo = (address: string): string => new URL(address, location.href).href

export const goTo = (address: string): void => {
  location.hash = address
}

/** Without a trace of where one was. */
export const goOnTo = (address: string): void => {
  trail.pop()
  trail.push(address)
  location.replace(address)
}

/** The addresses that lie behind, the present one last, as far as this page has seen it. */
const trail: string[] = [location.hash]

addEventListener('hashchange', () => {
  const now = location.hash
  if (trail.at(-1) === now) return
  if (trail.at(-2) === now) trail.pop()
  else trail.push(now)
})

/** Back to what one came from, where it is that; else without a trace of this, so that who goes back comes not here. */
export const goBackTo = (address: string): void => {
  if (trail.at(-2) === address) history.back()
  else goOnTo(address)
}

/** What the address says of the room, and what of a thread beside it. */
const parts = (): readonly [string, string] => {
  const at = location.hash.indexOf('/thread/')
  return at < 0 ? [location.hash, ''] : [location.hash.slice(0, at), location.hash.slice(at)]
}

/** Goes to the address of a message, also where that is open already and the reader has gone elsewhere since. */
export const goToMessage = (address: string, beside = ''): void => {
  if (location.hash === address + beside) goTo(address.replace(/\/\d+$/, '') + beside)
  setTimeout(() => goTo(address + beside))
}

/** Goes to a message of the open room; a thread that stands beside it stays. */
export const goToRoomMessage = (room: string, seq: number, space?: string): void =>
  goToMessage(messageAddress(room, seq, space), parts()[1])

/** The open address, whose room turns out to be one of this space. */
export const inSpace = (space: string): string => spaceAddress(space) + location.hash.slice(1)

/** Beside the open room, which stays where it is; gives the address. */
export const besideRoom = (thread: string, seq?: number): string => parts()[0] + threadPart(thread, seq)

/** The room alone, where it is. */
export const closeThread = (): void => goTo(parts()[0])

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

const usePart = (place: number): string | undefined =>
  useSyncExternalStore(subscribe, () => roomHash.exec(location.hash)?.[place])

const useSeq = (place: number): number | undefined => {
  const seq = usePart(place)
  return seq === undefined ? undefined : Number(seq)
}

/** The id of the space that the address names. */
export const useOpenSpace = (): string | undefined => usePart(1)

/** The id of the room that the address names. */
export const useOpenRoom = (): string | undefined => usePart(2)

/** The position of the message that the address names. */
export const useOpenSeq = (): number | undefined => useSeq(3)

/** The id of the thread that the address names beside the room, and the position of a message of it. */
export const useOpenThread = (): string | undefined => usePart(4)
export const useOpenThreadSeq = (): number | undefined => useSeq(5)

const useIsOpen = (address: string): boolean => useSyncExternalStore(subscribe, () => location.hash === address)

/** Whether the address is that of the threads that one follows. */
export const useOpenThreads = (): boolean => useIsOpen(threadsAddress)

/** Whether the address is that of one's contacts. */
export const useOpenContacts = (): boolean => useIsOpen(contactsAddress)

/** Whether the address is that of what those do who run the platform. */
export const useOpenAdmin = (): boolean => useIsOpen(adminAddress)

/** The code of the invitation that the address is. It stays there while somebody signs up or logs in. */
export const useOpenInvite = (): string | undefined =>
  useSyncExternalStore(subscribe, () => inviteHash.exec(location.hash)?.[1])

/** The code of the device that the address is, empty where it has none. */
export const useOpenDevice = (): string | undefined =>
  useSyncExternalStore(subscribe, () => {
    const found = deviceHash.exec(location.hash)
    return found ? (found[1] ?? '') : undefined
  })

/** What the link in a mail is for that the address is, and its token, as `reset/<token>`. */
export const useMailLink = (): string | undefined =>
  useSyncExternalStore(subscribe, () => (mailHash.test(location.hash) ? location.hash.slice(2) : undefined))
