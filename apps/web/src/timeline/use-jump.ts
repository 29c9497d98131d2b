/** Going to the message that the address names, and on from there. */

import type { Room } from '@parley/client'
import { createContext, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { useHost } from '../host/host.ts'
import { useHere } from './here.ts'
import type { Row } from './rows.ts'

/** The position of the message that is marked. */
export const TargetContext = createContext<number | undefined>(undefined)

/** A room and a thread of it may be open at a time. */
export const messageId = (room: string, seq: number): string => `message-${room}-${seq}`

interface JumpParts {
  readonly room: Room
  readonly loaded: boolean
  readonly rows: readonly Row[]
  readonly handle: RefObject<VirtualizerHandle | null>
  /** The last position before what is unread, at which the room opens. */
  readonly unreadAfter: number | undefined
  readonly letGo: () => void
  /** To be called when one has come there. */
  readonly look: () => void
}

/** The row of a position, or the first one behind it: what stood there may be gone. */
const placeOf = (rows: readonly Row[], target: number): number =>
  rows.findIndex((row) => row.kind === 'message' && (row.message.seq ?? Number.POSITIVE_INFINITY) >= target)

/** Not where one writes in the thread beside it. */
const focusOn = (root: Document | ShadowRoot, room: string, row: Row | undefined): void => {
  if (row?.kind !== 'message' || row.message.seq === undefined) return
  const message = root.getElementById(messageId(room, row.message.seq))
  const beside = root.activeElement?.closest('.thread-pane')
  if (!beside || beside.contains(message)) message?.focus({ preventScroll: true })
}

/** How often the place is looked for while heights above it become known. */
const settling = 4

/** How much of what was read stands above what is unread, in pixels. */
const context = 90

/** Where one goes: to the message that the address names, or to what is unread, where the focus stays. */
interface Going {
  readonly seq: number
  readonly isToUnread: boolean
}

export const useJump = ({ room, loaded, rows, handle, unreadAfter, letGo, look }: JumpParts) => {
  const { seq: target } = useHere()
  const { root } = useHost()
  const online = useParley(({ state }) => state === 'online')
  const [fault, setFault] = useState<string>()
  /** Where unread begins, while one is to go there. */
  const [unread, setUnread] = useState(target === undefined && unreadAfter !== undefined ? unreadAfter + 1 : undefined)
  /** The target where one has been. */
  const [reached, setReached] = useState<number>()
  /** What is still to be brought into view. */
  const [due, setDue] = useState<Going>()

  useEffect(() => {
    if (target === undefined) room.leaveExcerpt()
  }, [room, target])

  const go = useCallback(
    (going: Going) => {
      let current = true
      setFault(undefined)
      room.jumpTo(going.seq).then(
        () => current && setDue(going),
        (error: unknown) => current && setFault(errorText(error)),
      )
      return () => {
        current = false
      }
    },
    [room],
  )

  useEffect(
    () => (target !== undefined && loaded && online ? go({ seq: target, isToUnread: false }) : undefined),
    [go, target, loaded, online],
  )
  useEffect(
    () => (unread !== undefined && loaded && online ? go({ seq: unread, isToUnread: true }) : undefined),
    [go, unread, loaded, online],
  )

  useEffect(() => {
    if (!due) return undefined
    const { seq, isToUnread } = due
    const line = isToUnread ? rows.findIndex(({ kind }) => kind === 'unread') : -1
    const place = line < 0 ? placeOf(rows, seq) : line
    const end = () => {
      setDue(undefined)
      look()
      if (isToUnread) return setUnread(undefined)
      setReached(seq)
      focusOn(root, room.id, rows[place])
    }
    if (place < 0) return isToUnread ? end() : undefined
    letGo()
    let left = settling
    let frame = 0
    const show = () => {
      handle.current?.scrollToIndex(place, isToUnread ? { align: 'start', offset: -context } : { align: 'center' })
      if (--left > 0) frame = requestAnimationFrame(show)
      else end()
    }
    show()
    return () => cancelAnimationFrame(frame)
  }, [root, room, due, rows, handle, letGo, look])

  return {
    target,
    fault,
    /** Whether one is where one was to go. */
    isThere: unread === undefined && due === undefined && (target === reached || target === undefined),
    toUnread: useCallback((after: number) => setUnread(after + 1), []),
    /** One goes elsewhere. */
    drop: useCallback(() => {
      setUnread(undefined)
      setDue(undefined)
      setReached(target)
    }, [target]),
  }
}

/** How far from its end an excerpt goes on, in pixels. */
const ahead = 600

/** Loads what follows an excerpt as its end comes near the view. */
export const useNewer = (room: Room, scroller: RefObject<HTMLDivElement | null>) => {
  const excerpt = useSelected(room, (room) => room.excerpt)
  const events = useSelected(room, (room) => room.excerpt?.events)
  const busy = useRef(false)
  const look = useCallback(() => {
    const { current } = scroller
    if (!excerpt || !current || busy.current) return
    if (current.scrollHeight - current.scrollTop - current.clientHeight > ahead) return
    busy.current = true
    excerpt
      .loadNewer()
      .catch(() => {}) // tried again with the next move of the reader
      .finally(() => {
        busy.current = false
      })
  }, [excerpt, scroller])
  // biome-ignore lint/correctness/useExhaustiveDependencies: with a page the end is elsewhere
  useEffect(look, [look, events])
  return { isExcerpt: excerpt !== undefined, look }
}
