import type { Room } from '@parley/client'
import { type RefObject, useState } from 'react'
import { openSearch } from '../beside/open.ts'
import { useSelected } from '../chat/chat-context.ts'
import { BackIcon, PeopleIcon, PinIcon, SearchIcon } from '../icons.tsx'
import { RoomAvatar } from '../rooms/room-avatar.tsx'
import { listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { Pins } from './pins.tsx'

interface RoomHeaderProps {
  readonly room: Room
  readonly group: GroupButton
  readonly onGroup: () => void
}

/** What opens the pane of a group. */
interface GroupButton {
  /** Of the pane. */
  readonly id: string
  readonly isOpen: boolean
  readonly opener: RefObject<HTMLButtonElement | null>
  /** How many ask to be let in. */
  readonly waiting: number
}

export const RoomHeader = ({ room, group, onGroup }: RoomHeaderProps) => {
  const name = useSelected(room, (room) => room.name)
  const topic = useSelected(room, (room) => room.topic)
  const memberCount = useSelected(room, (room) => room.memberCount)
  const [showsPins, setShowsPins] = useState(false)
  return (
    <header className="room-header">
      <a className="icon back" href={listAddress} aria-label="Back to the conversations">
        <BackIcon />
      </a>
      <RoomAvatar room={room} />
      <div className="title">
        <h2>{tame(name)}</h2>
        {topic && <p className="topic">{tame(topic)}</p>}
      </div>
      <button type="button" className="icon" aria-label="Pinned messages" onClick={() => setShowsPins(true)}>
        <PinIcon />
      </button>
      {room.kind === 'group' && (
        <button
          type="button"
          ref={group.opener}
          className="quiet"
          aria-expanded={group.isOpen}
          aria-controls={group.isOpen ? group.id : undefined}
          onClick={onGroup}
        >
          <PeopleIcon /> <span className="unseen">Members</span> {memberCount || ''}
          {group.waiting > 0 && (
            <span className="badge">
              {group.waiting} <span className="unseen">ask to join</span>
            </span>
          )}
        </button>
      )}
      <button
        type="button"
        className="icon"
        aria-label="Search in this conversation"
        onClick={() => openSearch('in:here ')}
      >
        <SearchIcon />
      </button>
      {showsPins && <Pins room={room} onClose={() => setShowsPins(false)} />}
    </header>
  )
}
