import { type EventFrame, isEvent } from '@parley/client'
import { useEffect } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { useHost } from '../host/host.ts'
import { renewPush } from './renewing.ts'
import { canPush, findWorker, keepShell } from './worker.ts'

/** What is shown on this device is gone when it is read here or elsewhere. */
const settled = (event: EventFrame): { readonly all: boolean; readonly room: string | undefined } | undefined =>
  isEvent(event, 'notification.read') ||
  isEvent(event, 'notification.resolved') ||
  isEvent(event, 'notification.removed')
    ? { all: event.is.unread === 0, room: event.is.room }
    : undefined

const takeAway = async (event: EventFrame): Promise<void> => {
  const gone = settled(event)
  if (!gone?.all && gone?.room === undefined) return
  const shown = await (await findWorker())?.getNotifications(gone.all ? {} : { tag: gone.room as string })
  for (const one of shown ?? []) one.close()
}

/** Sees to it that this device stays subscribed, follows a click on what is shown on it, and takes away what is read. Shows nothing. */
export const PushHere = () => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  useEffect(() => void keepShell().catch(() => {}), []) // without it the page is asked for each time
  useEffect(() => {
    if (isOnline) renewPush(parley).catch(noteFault)
  }, [parley, isOnline])
  useEffect(() => parley.on('event', (event) => void takeAway(event).catch(noteFault)), [parley])
  useEffect(() => {
    if (!canPush()) return
    const follow = ({ data }: MessageEvent<{ readonly open?: string }>) => data?.open && goTo(data.open)
    navigator.serviceWorker.addEventListener('message', follow)
    return () => navigator.serviceWorker.removeEventListener('message', follow)
  }, [goTo])
  return null
}
