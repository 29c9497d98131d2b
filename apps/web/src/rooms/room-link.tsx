import type { Room } from '@parley/client'
import { roomAddress } from '../route.ts'
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
        <span className="room-name">{room.name}</span>
        <span className="room-unread">{room.unread > 0 && <Unread count={room.unread} />}</span>
        {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>}
        <span className="room-preview">{room.messages.at(-1)?.text}</span>
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
