import type { Room } from '@parley/client'
import { useId } from 'react'
import { roomAddress } from '../route.ts'
import { shortTime } from '../timeline/times.ts'
import { activeAt } from './by-activity.ts'
import { RoomAvatar } from './room-avatar.tsx'

interface RoomLinkProps {
  readonly room: Room
  readonly open: boolean
}

export const RoomLink = ({ room, open }: RoomLinkProps) => {
  const id = useId()
  const at = activeAt(room)
  return (
    <li>
      <a
        className="room-link"
        href={roomAddress(room.id)}
        aria-current={open ? 'page' : undefined}
        aria-labelledby={`${id}-name ${id}-unread`}
      >
        <RoomAvatar room={room} />
        <span className="room-name" id={`${id}-name`}>
          {room.name}
        </span>
        {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>}
        <span className="room-preview">{room.messages.at(-1)?.text}</span>
        <span id={`${id}-unread`}>
          {room.unread > 0 && (
            <span className="badge">
              {room.unread}
              <span className="unseen"> unread</span>
            </span>
          )}
        </span>
      </a>
    </li>
  )
}
