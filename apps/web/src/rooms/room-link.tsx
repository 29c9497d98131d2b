import type { Room } from '@parley/client'
import { roomAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { shortTime } from '../timeline/times.ts'
import { activeAt } from './by-activity.ts'
import { RoomAvatar } from './room-avatar.tsx'

interface RoomLinkProps {
  readonly room: Room
  readonly open: boolean
}

export const RoomLink = ({ room, open }: RoomLinkProps) => {
  const at = activeAt(room)
  return (
    <li>
      <a className="room-link" href={roomAddress(room.id)} aria-current={open ? 'page' : undefined}>
        <RoomAvatar room={room} />
        <span className="room-name">{tame(room.name)}</span>
        <span className="room-unread">{room.unread > 0 && <Unread count={room.unread} />}</span>
        {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>}
        <span className="room-preview">{glanceAt(room.messages.at(-1)?.text ?? '')}</span>
      </a>
    </li>
  )
}

const Unread = ({ count }: { readonly count: number }) => (
  <span className="badge">
    {count}
    <span className="unseen"> unread</span>
  </span>
)

/** More than fits a line, in characters. */
const glance = 120

const glanceAt = (text: string): string => tame(text.slice(0, glance).toWellFormed())
