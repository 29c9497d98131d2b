import { isSignal, type Output } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { type Entered, keyOf } from './entered.ts'

export type Waiting = Output<'request.list'>['requests']

const nobody: Waiting = []

/** Who asks to be let into a group or a space, for those who may answer: read when one comes and is told, as what is told may get lost. */
export const useRequests = (of: Entered, mayAnswer: boolean): Waiting => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [waiting, setWaiting] = useState(nobody)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what it is of
  useEffect(() => {
    if (!mayAnswer || !isOnline) return
    let isCurrent = true
    const read = () =>
      parley.call('request.list', of).then(({ requests }) => {
        parley.people.learn(requests)
        if (isCurrent) setWaiting(requests)
      }, noteFault)
    void read()
    const stop = parley.on('signal', (signal) => {
      if (!isSignal(signal, 'request.waiting')) return
      if ('room' in of ? signal.is.room === of.room : signal.is.space === of.space) void read()
    })
    return () => {
      isCurrent = false
      stop()
    }
  }, [parley, keyOf(of), mayAnswer, isOnline])

  return mayAnswer ? waiting : nobody
}
