/** What is open is part of the address, so that reloading, going back and links work as everywhere. */
import { useSyncExternalStore } from 'react'
import type { Address } from './host/address.ts'
import { useHost } from './host/host.ts'

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

/** What is open at a host, and the ways to it. */
export class Route {
  readonly #address: Address
  /** The addresses that lie behind, the present one last, as far as this page has seen it. */
  readonly #trail: string[]

  constructor(address: Address) {
    this.#address = address
    this.#trail = [address.read()]
  }

  /** What was shown first, and is what one comes back to. */
  get home(): string | undefined {
    return this.#address.home
  }

  /** Begins to note where one goes; gives what ends it. */
  readonly follow = (): (() => void) =>
    this.#address.subscribe(() => {
      const now = this.current()
      if (this.#trail.at(-1) === now) return
      if (this.#trail.at(-2) === now) this.#trail.pop()
      else this.#trail.push(now)
    })

  readonly subscribe = (listener: () => void): (() => void) => this.#address.subscribe(listener)

  readonly current = (): string => this.#address.read()

  /** For somebody else, who may not have this page open. */
  readonly linkTo = (address: string): string => this.#address.linkTo(address)

  readonly goTo = (address: string): void => this.#address.go(address)

  /** Without a trace of where one was. */
  readonly goOnTo = (address: string): void => {
    this.#trail.pop()
    this.#trail.push(address)
    this.#address.replace(address)
  }

  /** Back to what one came from, where it is that; else without a trace of this, so that who goes back comes not here. */
  readonly goBackTo = (address: string): void => {
    if (this.#trail.at(-2) === address) this.#address.back()
    else this.goOnTo(address)
  }

  /** Goes to the address of a message, also where that is open already and the reader has gone elsewhere since. */
  readonly goToMessage = (address: string, beside = ''): void => {
    if (this.current() === address + beside) this.goTo(address.replace(/\/\d+$/, '') + beside)
    setTimeout(() => this.goTo(address + beside))
  }

  /** Goes to a message of the open room; a thread that stands beside it stays. */
  readonly goToRoomMessage = (room: string, seq: number, space?: string): void =>
    this.goToMessage(messageAddress(room, seq, space), this.#parts()[1])

  /** The open address, whose room turns out to be one of this space. */
  readonly inSpace = (space: string): string => spaceAddress(space) + this.current().slice(1)

  /** Beside the open room, which stays where it is; gives the address. */
  readonly besideRoom = (thread: string, seq?: number): string => this.#parts()[0] + threadPart(thread, seq)

  /** The room alone, where it is. */
  readonly closeThread = (): void => this.goTo(this.#parts()[0])

  /** What the address says of the room, and what of a thread beside it. */
  #parts(): readonly [string, string] {
    const now = this.current()
    const at = now.indexOf('/thread/')
    return at < 0 ? [now, ''] : [now.slice(0, at), now.slice(at)]
  }
}

/** What is to be had of the address; drawn again when that is another. */
const useAddress = <T>(select: (address: string) => T): T => {
  const { subscribe, current } = useHost().route
  return useSyncExternalStore(subscribe, () => select(current()))
}

const usePart = (place: number): string | undefined => useAddress((address) => roomHash.exec(address)?.[place])

const useSeq = (place: number): number | undefined => {
  const seq = usePart(place)
  return seq === undefined ? undefined : Number(seq)
}

/** Whether the room is open that is all one came for: from there nothing leads back. */
export const useIsHome = (): boolean => {
  const { home = '' } = useHost().route
  const [, , own] = roomHash.exec(home) ?? []
  return usePart(2) === own && own !== undefined
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

const useIsOpen = (address: string): boolean => useAddress((now) => now === address)

/** Whether the address is that of the threads that one follows. */
export const useOpenThreads = (): boolean => useIsOpen(threadsAddress)

/** Whether the address is that of one's contacts. */
export const useOpenContacts = (): boolean => useIsOpen(contactsAddress)

/** Whether the address is that of what those do who run the platform. */
export const useOpenAdmin = (): boolean => useIsOpen(adminAddress)

/** The code of the invitation that the address is. It stays there while somebody signs up or logs in. */
export const useOpenInvite = (): string | undefined => useAddress((address) => inviteHash.exec(address)?.[1])

/** The code of the device that the address is, empty where it has none. */
export const useOpenDevice = (): string | undefined =>
  useAddress((address) => {
    const found = deviceHash.exec(address)
    return found ? (found[1] ?? '') : undefined
  })

/** What the link in a mail is for that the address is, and its token, as `reset/<token>`. */
export const useMailLink = (): string | undefined =>
  useAddress((address) => (mailHash.test(address) ? address.slice(2) : undefined))
