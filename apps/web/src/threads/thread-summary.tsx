import { Trans } from '@lingui/react/macro'
import type { Room, Thread } from '@parley/client'
import type { MouseEvent } from 'react'
import { useChat, useNames } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { LockIcon } from '../icons.tsx'
import { Portrait } from '../people/portrait.tsx'
import { threadAddress, useOpenThread } from '../route.ts'
import { fullTime, shortTime } from '../timeline/times.ts'
import { repliesText } from './figures.ts'
import { Unread } from './unread.tsx'

/** Faces that a line has room for. */
const mostFaces = 3

interface ThreadSummaryProps {
  /** The one that the thread belongs to. */
  readonly room: Room
  readonly thread: Thread
}

/** Below a message: what came of it, who took part, and the way there. */
export const ThreadSummary = ({ room, thread }: ThreadSummaryProps) => {
  const { me } = useChat()
  const { besideRoom, goTo } = useHost().route
  const isOpen = useOpenThread() === thread.room
  const nameOf = useNames(thread.users)
  /** The room stays where it is. Pressed in another way, a link does what links do. */
  const openBeside = (click: MouseEvent): void => {
    if (click.ctrlKey || click.metaKey || click.shiftKey || click.altKey) return
    click.preventDefault()
    goTo(besideRoom(thread.room))
  }
  const names = thread.users.map((user) => (user === me ? 'you' : nameOf(user))).join(', ')
  return (
    <a
      className="thread-summary"
      href={threadAddress(room.id, thread.room)}
      aria-current={isOpen || undefined}
      onClick={openBeside}
      title={names}
    >
      <span className="faces">
        {thread.users.slice(0, mostFaces).map((user) => (
          <Portrait key={user} user={user} name={nameOf(user)} />
        ))}
      </span>
      <b>{repliesText(thread.replies)}</b>
      <Last thread={thread} />
      {names && (
        <span className="unseen">
          <Trans>, from {names}</Trans>
        </span>
      )}
      <Marks thread={thread} />
      <Unread thread={thread.room} />
    </a>
  )
}

export const Last = ({ thread: { last } }: { readonly thread: Pick<Thread, 'last'> }) =>
  last && (
    <span className="last">
      <Trans>
        <span className="unseen">, </span>last{' '}
        <time dateTime={new Date(last.at).toISOString()} title={fullTime(last.at)}>
          {shortTime(last.at)}
        </time>
      </Trans>
    </span>
  )

/** How it stands. */
export const Marks = ({ thread }: { readonly thread: Pick<Thread, 'locked' | 'archived'> & { private?: true } }) => (
  <>
    {thread.private && (
      <span className="tag">
        <Trans>private</Trans>
      </span>
    )}
    {thread.locked && (
      <span className="tag">
        <LockIcon /> <Trans>locked</Trans>
      </span>
    )}
    {thread.archived && (
      <span className="tag">
        <Trans>archived</Trans>
      </span>
    )}
  </>
)
