/** Reading what is unread, as far as it was in view while somebody looked. */
import type { Room } from '@parley/client'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import type { Row } from './rows.ts'
import { inView, type Lies, liesUnread, readUpTo, unreadFrom } from './unread.ts'

/** The position after which the line "New" stands, and what sets it anew. */
export const useLine = (room: Room) => useState(() => unreadFrom(room))

interface ReadingParts {
  readonly room: Room
  readonly rows: readonly Row[]
  readonly scroller: RefObject<HTMLElement | null>
  readonly handle: RefObject<VirtualizerHandle | null>
  /** Whether somebody looks at what stands where it is to stand. */
  readonly isLooking: boolean
  /** Whether what is newest is in view. */
  readonly atEnd: boolean
  readonly line: number | undefined
  readonly setLine: (after: number) => void
}

/** How long several steps of one who scrolls are one for the server, in milliseconds. */
const together = 400

/** Gives where what is unread stands, and what is to be called when what is in view is something else. */
export const useReading = (parts: ReadingParts) => {
  const { room, rows, scroller, handle, isLooking, atEnd, line } = parts
  const [lies, setLies] = useState<Lies>()
  /** The line that was in view before somebody. */
  const [seen, setSeen] = useState<number>()
  const isPaused = useMarkedHere(room, parts)
  const isReading = isLooking && !isPaused
  const tell = useTelling(room)
  useReadAll(room, isReading && atEnd)
  useNewLine(room, parts, isReading && atEnd)

  const look = useCallback(() => {
    const [log, heights] = [scroller.current, handle.current]
    if (!log || !heights || rows.length < 2) return
    const view = inView(heights, log.scrollTop, log.clientHeight)
    const from = firstKnown(room)
    if (isReading) tell(readUpTo(rows, view, { read: room.read, from }))
    const now = line === undefined ? undefined : liesUnread(rows, view, line, from)
    setLies(now)
    if (now === 'within' && isLooking) setSeen(line)
  }, [room, rows, scroller, handle, isReading, isLooking, line, tell])
  useEffect(look, [look])

  return { look, lies: lies === 'above' && seen === line ? undefined : lies }
}

/** The first position of which it is known what stands there. What was removed, or is not for oneself, need not be loaded. */
export const firstKnown = ({ excerpt, events, floor, head }: Room): number => {
  const first = (excerpt?.events ?? events)[0]?.seq ?? head + 1
  return first <= floor + 1 ? 1 : first
}

/** At the end all has been read. Where the server could not be told, the client tells it with the next connection. */
const useReadAll = (room: Room, isReading: boolean): void => {
  const isUnread = useSelected(room, ({ read, head, markedUnread }) => read < head || markedUnread)
  const head = useSelected(room, (room) => room.head)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each event there is more to be read
  useEffect(() => {
    if (isReading && isUnread) room.markRead().catch(noteFault)
  }, [isReading, isUnread, head, room])
}

/** What comes while one reads at the end is read with its coming; what comes else is new from there on. */
const useNewLine = (room: Room, { setLine }: ReadingParts, isReadAll: boolean): void => {
  const isUnread = useSelected(room, ({ unread }) => unread > 0)
  const wasUnread = useRef(isUnread)
  useEffect(() => {
    const isNew = isUnread && !wasUnread.current
    wasUnread.current = isUnread
    if (isNew && !isReadAll) setLine(unreadFrom(room) ?? room.read)
  }, [room, isUnread, isReadAll, setLine])
}

/** A mark of unread that one sets while the room is open stays until one comes back to it: nothing is read meanwhile. */
const useMarkedHere = (room: Room, { setLine }: ReadingParts): boolean => {
  const marked = useSelected(room, markOf)
  const [before] = useState(marked)
  const isHere = marked !== undefined && marked !== before
  useEffect(() => {
    if (isHere) setLine(marked - 1)
  }, [isHere, marked, setLine])
  return isHere
}

const markOf = ({ markedUnread, preference }: Room): number | undefined =>
  markedUnread ? preference.marked?.seq : undefined

/** Tells how far one has read, now and then, and when one goes away. */
const useTelling = (room: Room): ((upTo: number | undefined) => void) => {
  const due = useRef<number>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const upTo = due.current
    timer.current = due.current = undefined
    if (upTo !== undefined && upTo > room.read) room.markRead(upTo).catch(noteFault)
  }, [room])
  useEffect(() => flush, [flush])
  return useCallback(
    (upTo) => {
      if (upTo === undefined) return
      due.current = Math.max(upTo, due.current ?? 0)
      timer.current ??= setTimeout(flush, together)
    },
    [flush],
  )
}
