import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { type RefObject, useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { AttachIcon, BackIcon, PeopleIcon, PinIcon, SearchIcon, ThreadIcon } from '../icons.tsx'
import { PresenceLine } from '../people/later.tsx'
import { Named } from '../people/named.tsx'
import { RoomAvatar, useOther } from '../rooms/room-avatar.tsx'
import { listAddress, spaceAddress, useIsHome } from '../route.ts'
import { SpaceButtons, SpaceRoomMark } from '../spaces/room-buttons.tsx'
import { useSpace } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { Pins } from './pins.tsx'

interface RoomHeaderProps {
  readonly room: Room
  /** Of the pane that stands beside. */
  readonly sideId: string
  readonly group: SideButton
  readonly threads: SideButton
  readonly files: SideButton
  /** How many ask to be let in. */
  readonly waiting: number
}

/** What opens a pane beside the room, and closes it. */
interface SideButton {
  readonly isOpen: boolean
  readonly opener: RefObject<HTMLButtonElement | null>
  readonly onPress: () => void
}

export const RoomHeader = ({ room, sideId, group, threads, files, waiting }: RoomHeaderProps) => {
  const { goBackTo } = useHost().route
  const { openSearch } = useHost().beside
  const name = useSelected(room, (room) => room.name)
  const topic = useSelected(room, (room) => room.topic)
  const memberCount = useSelected(room, (room) => room.memberCount)
  const [showsPins, setShowsPins] = useState(false)
  const isHome = useIsHome()
  const space = useSpace()
  const above = space ? spaceAddress(space.id) : listAddress
  const other = useOther(room)
  const opens = ({ isOpen, opener, onPress }: SideButton) => ({
    type: 'button' as const,
    ref: opener,
    'aria-expanded': isOpen,
    'aria-controls': isOpen ? sideId : undefined,
    onClick: onPress,
  })
  return (
    <header className="room-header">
      {!isHome && (
        <a
          className="icon back"
          href={above}
          onClick={(press) => {
            press.preventDefault()
            goBackTo(above)
          }}
          aria-label={space ? t`Back to the rooms` : t`Back to the conversations`}
        >
          <BackIcon />
        </a>
      )}
      {space ? <SpaceRoomMark kind={room.kind} /> : <RoomAvatar room={room} />}
      <div className="title">
        <h2 dir="auto">{other === undefined ? tame(name) : <Named user={other} name={tame(name)} />}</h2>
        {other !== undefined && <PresenceLine user={other} />}
        {topic && (
          <p className="topic" dir="auto">
            {tame(topic)}
          </p>
        )}
      </div>
      <button {...opens(threads)} className="icon" aria-label={t`Threads`}>
        <ThreadIcon />
      </button>
      <button {...opens(files)} className="icon" aria-label={t`Files`}>
        <AttachIcon />
      </button>
      <button type="button" className="icon" aria-label={t`Pinned messages`} onClick={() => setShowsPins(true)}>
        <PinIcon />
      </button>
      {room.kind === 'group' && (
        <button {...opens(group)} className="quiet">
          <PeopleIcon />{' '}
          <span className="unseen">
            <Trans>Members</Trans>
          </span>{' '}
          {memberCount || ''}
          {waiting > 0 && (
            <span className="badge">
              {waiting}{' '}
              <span className="unseen">
                <Trans>ask to join</Trans>
              </span>
            </span>
          )}
        </button>
      )}
      {space && <SpaceButtons space={space} room={room.id} />}
      <button
        type="button"
        className="icon"
        aria-label={t`Search in this conversation`}
        onClick={() => openSearch('in:here ')}
      >
        <SearchIcon />
      </button>
      {showsPins && <Pins room={room} onClose={() => setShowsPins(false)} />}
    </header>
  )
}
