import { Trans } from '@lingui/react/macro'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { ThreadIcon } from '../icons.tsx'
import { isQuiet } from '../rooms/by-activity.ts'
import { threadsAddress, useOpenThreads } from '../route.ts'
import { Badge } from './unread.tsx'

/** The way from the conversations to the threads that one follows, with what is unread there and calls for somebody. */
export const FollowedLink = () => {
  const { followed, parley } = useChat()
  const isOpen = useOpenThreads()
  const count = useSelected(followed, ({ list }) => list?.length ?? 0)
  const unread = useSelected(followed, ({ list = [] }) =>
    list.reduce((sum, thread) => {
      const room = parley.rooms.get(thread.parent)
      return room && isQuiet(room) ? sum : sum + thread.unread
    }, 0),
  )
  if (count === 0 && !isOpen) return null
  return (
    <a className="followed-link" href={threadsAddress} aria-current={isOpen ? 'page' : undefined}>
      <ThreadIcon />{' '}
      <span>
        <Trans>Threads</Trans>
      </span>
      {unread > 0 && <Badge count={unread} />}
    </a>
  )
}
