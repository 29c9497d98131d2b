/** Going to the message that the address names, and on from there. */
import type { Room } from '@parley/client'
import { createContext, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
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
  readonly letGo: () => void
}

/** The row of a position, or the first one behind it: what stood there may be gone. */
const placeOf = (rows: readonly Row[], target: number): number =>
  rows.findIndex((row) => row.kind === 'message' && (row.message.seq ?? Number.POSITIVE_INFINITY) >= target)

/** Not where one writes in the thread beside it. */
const focusOn = (room: string, row: Row | undefined): void => {
  if (row?.kind !== 'message' || row.message.seq === undefined) return
  const message = document.getElementById(messageId(room, row.message.seq))
  const beside = document.activeElement?.closest('.thread-pane')
  if (!beside || beside.contains(message)) message?.focus({ preventScroll: true })
}

/** How often the place is looked for while heights above it become known. */
const settling = 4

export const useJump = ({ room, loaded, rows, letGo }: JumpParts) => {
  const { seq: target } = useHere()
  const online = useParley(({ state }) => state === 'online')
  const handle = useRef<VirtualizerHandle>(null)
  const [fault, setFault] = useState<string>()
  /** The position that is still to be brought into view. */
  const [due, setDue] = useState<number>()

  useEffect(() => {
    if (target === undefined) return room.leaveExcerpt()
    if (!loaded || !online) return
    let current = true
    setFault(undefined)
    room.jumpTo(target).then(
      () => current && setDue(target),
      (error: unknown) => current && setFault(errorText(error)),
    )
    return () => {
      current = false
    }
  }, [room, target, loaded, online])

  useEffect(() => {
    const place = due === undefined ? -1 : placeOf(rows, due)
    if (place < 0) return
    letGo()
    let left = settling
    let frame = 0
    const show = () => {
      handle.current?.scrollToIndex(place, { align: 'center' })
      if (--left > 0) frame = requestAnimationFrame(show)
      else {
        setDue(undefined)
        focusOn(room.id, rows[place])
      }
    }
    show()
    return () => cancelAnimationFrame(frame)
  }, [room, due, rows, letGo])

  return { target, handle, fault }
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
