import type { Room } from '@parley/client'
import { useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { BackIcon, PeopleIcon } from '../icons.tsx'
import { RoomAvatar } from '../rooms/room-avatar.tsx'
import { listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { Members } from './members.tsx'

export const RoomHeader = ({ room }: { readonly room: Room }) => {
  const name = useSelected(room, (room) => room.name)
  const memberCount = useSelected(room, (room) => room.memberCount)
  const [showsMembers, setShowsMembers] = useState(false)
  return (
    <header className="room-header">
      <a className="icon back" href={listAddress} aria-label="Back to the conversations">
        <BackIcon />
      </a>
      <RoomAvatar room={room} />
      <h2>{tame(name)}</h2>
      {room.kind === 'group' && (
        <button type="button" className="quiet" onClick={() => setShowsMembers(true)}>
          <PeopleIcon /> <span className="unseen">Members</span> {memberCount || ''}
        </button>
      )}
      {showsMembers && <Members room={room} onClose={() => setShowsMembers(false)} />}
    </header>
  )
}
