import { isEvent, type Message, type Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { useSkipsPause } from '../threads/ruler.ts'

/**
 * How many seconds one still waits in a slow room, and 0 where one may send. The server knows, whatever one sends elsewhere: it is asked
 * when the room is opened, when one's last message is there or was refused, when one has begun a thread, and after each connection.
 */
export const usePause = (room: Room): number => {
  const { me, parley } = useChat()
  const pause = useSelected(room, (room) => room.slowSeconds) * (useSkipsPause(room) ? 0 : 1)
  const last = useSelected(room, ({ messages }) => ownLast(messages, me))
  const online = useParley(({ state }) => state === 'online')
  const [until, setUntil] = useState(0)
  const left = useCountdown(until)
  const isOnItsWay = last?.state === 'sending'
  const begun = useBegun(room)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what becomes of the last message is a reason to ask, and so is a thread
  useEffect(() => {
    if (pause === 0) setUntil(0)
    if (pause === 0 || !online || isOnItsWay) return
    let isOver = false
    const take = ({ wait_ms = 0 }) => !isOver && setUntil(performance.now() + wait_ms)
    parley.call('room.get', { room: room.id }).then(take, noteFault)
    return () => {
      isOver = true
    }
  }, [room, parley, pause, online, isOnItsWay, last?.id, last?.state, begun])

  return pause > 0 && isOnItsWay ? Math.max(left, 1) : left
}

/** How many threads one has begun there since it was opened, from whatever device. */
const useBegun = (room: Room): number => {
  const { me, parley } = useChat()
  const [begun, setBegun] = useState(0)
  useEffect(
    () =>
      parley.on('event', (event) => {
        if (isEvent(event, 'thread.followed') && event.by === me && event.is.parent === room.id)
          setBegun((count) => count + 1)
      }),
    [parley, me, room],
  )
  return begun
}

const ownLast = (messages: readonly Message[], me: string): Message | undefined =>
  messages.findLast(({ by }) => by === me)

/** Whole seconds until a moment of the page's steady clock. */
const useCountdown = (until: number): number => {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const look = () => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1_000)))
    look()
    if (until <= performance.now()) return
    const ticking = setInterval(look, 250)
    return () => clearInterval(ticking)
  }, [until])
  return left
}
