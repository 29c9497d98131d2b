/** One thread, open: its room, and what is told of it. */
import { type EventFrame, isEvent, type Room, type Seat } from '@parley/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import type { ThreadTold } from './figures.ts'

type Opened = Seat & { readonly room: Room }

/** What is written there is saved before one looks away. */
const close = ({ room, leave }: Opened): void => {
  void room.saveDraft()
  leave()
}

/** A room that is followed while it is looked at: a thread, or a room of a space. `gone` is what to say when one sees it no longer. */
export const useOpened = (id: string, gone: string) => {
  const { parley } = useChat()
  const [room, setRoom] = useState<Room>()
  const [fault, setFault] = useState<string>()
  const [tries, setTries] = useState(0)
  const again = useCallback(() => setTries((count) => count + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each try opens it anew
  useEffect(() => {
    let opened: Opened | undefined
    let isOver = false
    setFault(undefined)
    parley.openRoom(id).then(
      (seat) => {
        if (isOver) return close(seat)
        opened = seat
        setRoom(seat.room)
      },
      (error: unknown) => isOver || setFault(errorText(error)),
    )
    const stop = parley.on('ended', ({ on }) => {
      if (on !== opened?.on) return
      setRoom(undefined)
      setFault(gone)
    })
    return () => {
      isOver = true
      stop()
      if (opened) close(opened)
    }
  }, [parley, id, tries])

  return { room, fault, again }
}

/** Whether an event says something of a thread that its room does not tell by itself. A post revives an archived one. */
const concerns = (event: EventFrame, id: string, told: ThreadTold | undefined): boolean =>
  event.ev.startsWith('thread.')
    ? event.is.room === id
    : told?.archived === true && isEvent(event, 'message.sent') && event.on === `chat/room/${id}`

/** As it is told to who looks at it: kept true, also of a private one, of which the room hears nothing. */
export const useTold = (id: string) => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [told, setTold] = useState<ThreadTold>()
  const latest = useRef<ThreadTold>(undefined)
  latest.current = told
  const asked = useRef(0)
  const load = useCallback(() => {
    const asking = ++asked.current
    parley.call('thread.get', { room: id }).then((now) => asking === asked.current && setTold(now), noteFault)
  }, [parley, id])

  useEffect(() => {
    if (!isOnline) return undefined
    load()
    return parley.on('event', (event) => concerns(event, id, latest.current) && load())
  }, [parley, id, isOnline, load])

  return { told, load }
}
