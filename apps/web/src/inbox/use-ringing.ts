import { isEvent } from '@parley/client'
import { useEffect, useRef } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { type Host, useHost } from '../host/host.ts'
import { useOwnChoice } from '../people/own.ts'
import { isSoundOn, ring, rings } from './rings.ts'

/** Whether somebody looks at the room here: it is the open one, or the thread beside it. */
const looksFrom =
  ({ route }: Host) =>
  (room: string): boolean =>
    document.hasFocus() && route.current().includes(room)

/** Makes a sound for what one is told, as it is set here. */
export const useRinging = (): void => {
  const { parley, storage } = useChat()
  const host = useHost()
  const chosen = useRef<string>(undefined)
  chosen.current = useOwnChoice()?.state
  useEffect(
    () =>
      parley.on('event', (event) => {
        if (!isEvent(event, 'notification.raised')) return
        const here = { isOn: isSoundOn(storage), chosen: chosen.current, looksAt: looksFrom(host) }
        if (rings(event.is, here)) void ring().catch(noteFault)
      }),
    [host, parley, storage],
  )
}
