import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useSelected } from '../chat/chat-context.ts'
import { tame } from '../tame.ts'
import { Said, useLook } from '../timeline/quote.tsx'
import { repliesText, type ThreadTold } from './figures.ts'
import { Last, Marks } from './thread-summary.tsx'
import { Unread } from './unread.tsx'

interface ThreadLinkProps {
  /** The room that it belongs to. */
  readonly room: Room
  readonly thread: ThreadTold
  readonly href: string
  /** Whether the room is named besides. */
  readonly isFromAnywhere?: boolean
}

/** A thread in a list: what it is about, how it stands, and the way there. */
export const ThreadLink = ({ room, thread, href, isFromAnywhere = false }: ThreadLinkProps) => {
  const where = useSelected(room, (room) => room.name)
  return (
    <li>
      <a className="thread-link" href={href}>
        <span className="about-what">
          {thread.name ? <b dir="auto">{tame(thread.name)}</b> : <About room={room} seq={thread.seq} />}
        </span>
        <span className="stands">
          {isFromAnywhere && (
            <span>
              <Trans>
                in <bdi>{tame(where)}</bdi>
              </Trans>
            </span>
          )}
          <span>{repliesText(thread.replies)}</span>
          <Last thread={thread} />
          <Marks thread={thread} />
        </span>
        <Unread thread={thread.room} />
      </a>
    </li>
  )
}

/** The message that it hangs on. */
const About = ({ room, seq }: { readonly room: Room; readonly seq: number }) => {
  const message = useSelected(room, (room) => room.message(seq))
  const isLooked = useLook(room, seq)
  if (message) return <Said by={message.by} text={message.text} />
  return isLooked ? t`A message that was taken back` : t`Loading…`
}
