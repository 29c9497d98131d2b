import type { Room } from '@parley/client'
import { memo } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { roomAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { shortTime } from '../timeline/times.ts'
import { activeAt } from './by-activity.ts'
import { RoomAvatar } from './room-avatar.tsx'

interface RoomLinkProps {
  readonly room: Room
  readonly open: boolean
}

/** Drawn again for what happens in its room, and not for what happens in another. */
export const RoomLink = memo(({ room, open }: RoomLinkProps) => {
  const at = useSelected(room, activeAt)
  const name = useSelected(room, (room) => room.name)
  const unread = useSelected(room, (room) => room.unread)
  const said = useSelected(room, (room) => room.messages.at(-1)?.text ?? '')
  return (
    <li>
      <a className="room-link" href={roomAddress(room.id)} aria-current={open ? 'page' : undefined}>
        <RoomAvatar room={room} />
        <span className="room-name">{tame(name)}</span>
        <span className="room-unread">{unread > 0 && <Unread count={unread} />}</span>
        {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>}
        <span className="room-preview">{glanceAt(said)}</span>
      </a>
    </li>
  )
})

const Unread = ({ count }: { readonly count: number }) => (
  <span className="badge">
    {count}
    <span className="unseen"> unread</span>
  </span>
)

/** More than fits a line, in characters. */
const glance = 120

const glanceAt = (text: string): string => tame(text.slice(0, glance).toWellFormed())
