import { isSignal, type Output, type Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { manages } from './role.ts'

export type Waiting = Output<'request.list'>['requests']

const nobody: Waiting = []

/** Who asks to be let in, for those who may answer: read when one comes and is told, as what is told may get lost. */
export const useRequests = (room: Room): Waiting => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const isManager = useSelected(room, manages) && room.kind === 'group'
  const [waiting, setWaiting] = useState(nobody)

  useEffect(() => {
    if (!isManager || !isOnline) return
    let isCurrent = true
    const read = () =>
      parley.call('request.list', { room: room.id }).then(({ requests }) => {
        parley.people.learn(requests)
        if (isCurrent) setWaiting(requests)
      }, noteFault)
    void read()
    const stop = parley.on('signal', (signal) => {
      if (isSignal(signal, 'request.waiting') && signal.is.room === room.id) void read()
    })
    return () => {
      isCurrent = false
      stop()
    }
  }, [parley, room, isManager, isOnline])

  return isManager ? waiting : nobody
}
