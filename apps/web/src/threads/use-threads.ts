/** The threads of a room, by page. */
import { isSignal, type Room, type SignalFrame } from '@parley/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { useDeed } from '../use-deed.ts'
import { advanced, moved, type ThreadTold } from './figures.ts'

/** Few: what a thread is about is asked for with each. */
const pageSize = 20

interface Listed {
  readonly threads: readonly ThreadTold[]
  readonly more: boolean
}

/** One thread alone changes, if any of them. */
const changeBy = (signal: SignalFrame): ((thread: ThreadTold) => ThreadTold) | undefined => {
  if (isSignal(signal, 'thread.moved'))
    return (thread) => (thread.room === signal.is.room ? moved(thread, signal.is) : thread)
  if (isSignal(signal, 'thread.advanced'))
    return (thread) => (thread.room === signal.is.room ? advanced(thread, signal.is) : thread)
  return undefined
}

/** Read from the start with each event of a thread of the room; the figures follow what is told in passing. */
export const useThreads = (room: Room, archived: boolean) => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [listed, setListed] = useState<Listed>()
  const { run, busy, fault } = useDeed()
  const asked = useRef(0)
  const isListed = useCallback((thread: ThreadTold) => (thread.archived === true) === archived, [archived])

  const load = useCallback(
    async (before: readonly ThreadTold[]) => {
      const asking = ++asked.current
      const last = before.at(-1)
      const { threads, more } = await parley.call('thread.list', {
        room: room.id,
        archived,
        limit: pageSize,
        ...(last ? { before: [last.begun, last.room] as [number, string] } : {}),
      })
      if (asking === asked.current) setListed({ threads: [...before, ...threads], more })
    },
    [parley, room, archived],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded, and is new with each drawing
  useEffect(() => {
    if (!isOnline) return undefined
    void run(() => load([]))
    const stops = [
      parley.on('event', ({ ev, on, is }) => {
        if (ev.startsWith('thread.') && (on === room.on || is.parent === room.id)) void run(() => load([]))
      }),
      parley.on('signal', (signal) => {
        const change = changeBy(signal)
        if (change) setListed((now) => now && { ...now, threads: now.threads.map(change).filter(isListed) })
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [parley, room, isOnline, load, isListed])

  return { listed, busy, fault, more: () => run(() => load(listed?.threads ?? [])) }
}
