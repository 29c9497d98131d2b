import type { EventFrame, Parley } from '@parley/client'
import { useCallback, useEffect, useState } from 'react'
import { useChat, useReady } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'

/** A list of one's own, read again with each event of that begins so, on whatever device it was caused. */
export const useList = <Item>(events: readonly string[], read: (parley: Parley) => Promise<readonly Item[]>) => {
  const { parley } = useChat()
  const ready = useReady()
  const [items, setItems] = useState<readonly Item[]>()
  const [fault, setFault] = useState<string>()
  const load = useCallback(
    () =>
      read(parley).then(
        (all) => setItems(all),
        (error: unknown) => setFault(errorText(error)),
      ),
    [parley, read],
  )
  useEffect(() => {
    if (!ready) return undefined
    void load()
    return parley.on('event', ({ ev }: EventFrame) => {
      if (events.some((start) => ev.startsWith(start))) void load()
    })
  }, [parley, ready, load, events])
  return { items, fault }
}
