import { type Inbox, inboxOf } from '@parley/client/notify'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'

/** What one is told, on all of one's devices. */
export const useInbox = (): Inbox => inboxOf(useChat().parley)

/** Whether the newest are known; never where the server has no such service. */
export const useInboxReady = (): boolean => {
  const inbox = useInbox()
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    let isOver = false
    void inbox.ready.then(() => !isOver && setReady(true))
    return () => {
      isOver = true
    }
  }, [inbox])
  return isReady
}
